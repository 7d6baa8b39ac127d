import com.squareup.moshi.JsonAdapter;
import com.squareup.moshi.Moshi;
import com.stytch.java.b2b.StytchB2BClient;
import com.stytch.java.b2b.models.discoveryorganizations.ListRequest;
import com.stytch.java.b2b.models.discoveryorganizations.ListResponse;
import com.stytch.java.b2b.models.sessions.MemberSession;
import com.stytch.java.common.InstantAdapter;
import com.stytch.java.common.OptionalClientConfig;
import com.stytch.java.common.StytchException;
import com.stytch.java.common.StytchResult;
import java.lang.reflect.Type;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The common code of the tests: the client, the output of `cargo local --json`, and checks of values and errors.
 *
 * <p>The tests are plain programs without a test framework: each case is one line of the output and counts as one test.
 */
abstract class ClientTest {
    interface Check {
        void run() throws Exception;
    }

    // The adapter of timestamps is internal to the client, but Kotlin's `internal` is public in Java.
    static final Moshi MOSHI = new Moshi.Builder().add(new InstantAdapter()).build();

    static final Map<String, Object> local = asObject(read(System.getenv("ORG_DISCOVERY_LOCAL")));
    static int passed;
    static int failed;

    static void report(String name, Check check) {
        try {
            check.run();
            passed++;
            System.out.println(name + " ... ok");
        } catch (Exception | AssertionError error) {
            failed++;
            System.out.println(name + " ... FAILED\n" + error);
        }
    }

    /** Prints the counts and exits. */
    static void exit(String program) {
        System.out.println(program + ": " + passed + " passed, " + failed + " failed");
        System.exit(failed == 0 ? 0 : 1);
    }

    static void same(String what, Object got, Object wanted) {
        if (!Objects.equals(got, wanted)) {
            throw new AssertionError(what + ":\n  got    " + got + "\n  wanted " + wanted);
        }
    }

    static void checkError(StytchResult<?> result, Object statusCode, Object errorType) {
        if (!(result instanceof StytchResult.Error error)
                || !(error.getException() instanceof StytchException.Response response)) {
            throw new AssertionError("expected the client's error with " + errorType + ", got " + result);
        }
        var reason = response.getReason();
        var status = ((Number) statusCode).intValue();
        same("status_code", reason.getStatusCode(), status);
        same("error_type", reason.getErrorType(), errorType);
        same("request_id", reason.getRequestId().startsWith("request-id-"), true);
        same("error_message is empty", reason.getErrorMessage().isEmpty(), false);
        same("error_url", reason.getErrorUrl(), "https://stytch.com/docs/api/errors/" + status + "#" + errorType);
    }

    static <T> T success(StytchResult<T> result) {
        if (result instanceof StytchResult.Success<T> success) {
            return success.getValue();
        }
        throw new AssertionError("not a success: " + result);
    }

    static Object read(String path) {
        try {
            return parse(Files.readString(Path.of(path)));
        } catch (Exception error) {
            throw new AssertionError("cannot read " + path, error);
        }
    }

    static Object parse(String json) throws Exception {
        return MOSHI.adapter(Object.class).fromJson(json);
    }

    /** Returns a demo session. */
    static Map<String, Object> demo(String name) {
        return asList(local.get("sessions")).stream().map(ClientTest::asObject)
            .filter(session -> session.get("name").equals(name)).findFirst().orElseThrow();
    }

    /** Returns the parsed response to a request without the client. */
    static Map<String, Object> send(HttpRequest request) throws Exception {
        return asObject(parse(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body()));
    }

    /** Returns the entry of the demo session `every-field` as the service sends it, without the key that the client ignores. */
    static Map<String, Object> everyField() throws Exception {
        var credentials = local.get("project_id") + ":" + local.get("secret");
        var token = MOSHI.adapter(Object.class).toJson(demo("every-field").get("intermediate_session_token"));
        var request = HttpRequest.newBuilder(URI.create(local.get("url") + "/v1/b2b/discovery/organizations"))
            .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes()))
            .POST(BodyPublishers.ofString("{\"intermediate_session_token\":" + token + "}"));
        var entry = asObject(asList(send(request.build()).get("discovered_organizations")).get(0));
        asObject(entry.get("organization")).remove("scim_active_connections");
        return entry;
    }

    /** Returns an object of the client as JSON. */
    static Object plain(Object value) throws Exception {
        JsonAdapter<Object> adapter = MOSHI.adapter((Type) value.getClass());
        return parse(adapter.serializeNulls().toJson(value));
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> asObject(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    static List<Object> asList(Object value) {
        return (List<Object>) value;
    }

    static StytchB2BClient client(Map<String, Object> credentials) {
        return new StytchB2BClient(
            (String) credentials.getOrDefault("project_id", local.get("project_id")),
            (String) credentials.getOrDefault("secret", local.get("secret")),
            new OptionalClientConfig((String) local.get("url")));
    }

    static StytchResult<ListResponse> list(Map<String, Object> credentials, Map<String, Object> arguments)
            throws Exception {
        try (StytchB2BClient client = client(credentials)) {
            var request = new ListRequest(
                (String) arguments.get("intermediate_session_token"),
                (String) arguments.get("session_token"),
                (String) arguments.get("session_jwt"));
            return client.getDiscovery().getOrganizations().listCompletable(request).get();
        }
    }

    static StytchResult<MemberSession> validateLocally(String jwt) throws Exception {
        try (StytchB2BClient client = client(Map.of())) {
            return client.getSessions().authenticateJwtLocalCompletable(jwt, null, null, 0).get();
        }
    }
}
