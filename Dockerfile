# Two stages: the first installs, the second carries only what runs.
FROM python:3.13-slim-trixie AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/fessup
COPY requirements.txt .
RUN /opt/fessup/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
WORKDIR /srv/fessup
COPY app app
COPY templates templates
# Compiled here, because nothing is written where it runs.
RUN /opt/fessup/bin/python -m compileall -q app

FROM python:3.13-slim-trixie
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin fessup
COPY --from=build /opt/fessup /opt/fessup
COPY --from=build /srv/fessup /srv/fessup
WORKDIR /srv/fessup
USER 10001
ENV PATH=/opt/fessup/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 FESSUP_HOST=0.0.0.0 FESSUP_PORT=8000
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import http.client as h, os; c = h.HTTPConnection('127.0.0.1', os.environ['FESSUP_PORT'], timeout=3); c.request('GET', '/readyz'); exit(c.getresponse().status != 200)"]
ENTRYPOINT ["python", "-m", "app.cli"]
CMD ["serve"]
