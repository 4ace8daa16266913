import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Exit status 0 if LanguageTool finds a slip within a second in every dialect; the first try warms it. */
public final class Healthy {
    private static final String[] DIALECTS = {"en-US", "en-GB", "en-AU", "en-CA"};
    private static final String QUESTION = "text=they+should+of+left&language=";
    private static final int MOST_MILLIS = 60_000;
    private static final long WARM_MILLIS = 1_000;
    private static final int TRIES = 3;

    public static void main(String[] arguments) throws Exception {
        String port = arguments.length > 0 ? arguments[0] : "8081";
        for (String dialect : DIALECTS) {
            boolean warm = false;
            for (int tries = 0; tries < TRIES && !warm; tries++) {
                warm = millis(port, dialect) < WARM_MILLIS;
            }
            if (!warm) {
                System.exit(1);
            }
        }
    }

    private static long millis(String port, String dialect) throws Exception {
        long started = System.nanoTime();
        HttpURLConnection call =
            (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/v2/check").toURL().openConnection();
        call.setConnectTimeout(MOST_MILLIS);
        call.setReadTimeout(MOST_MILLIS);
        call.setDoOutput(true);
        call.getOutputStream().write((QUESTION + dialect).getBytes(StandardCharsets.US_ASCII));
        try (InputStream answer = call.getInputStream()) {
            // The slip in the text is found.
            if (!new String(answer.readAllBytes(), StandardCharsets.UTF_8).contains("\"matches\":[{")) {
                System.exit(1);
            }
        }
        return (System.nanoTime() - started) / 1_000_000;
    }
}
