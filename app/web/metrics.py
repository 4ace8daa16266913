"""Counts and times by route, never by what was sent."""

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest  # the metrics format of operators

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """The figures of one application."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self._requests = Counter("fessup_requests", "Requests answered", labels, registry=self._registry)
        self._seconds = Histogram("fessup_request_seconds", "Time to answer", ("route",), registry=self._registry)

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def render(self) -> bytes:
        """All figures in the text format."""
        return generate_latest(self._registry)
