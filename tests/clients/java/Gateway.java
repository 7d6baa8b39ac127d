// Checks how the official Java client presents the answers of a gateway; see ../README.md.

import com.stytch.java.b2b.StytchB2BClient;
import com.stytch.java.b2b.models.discoveryorganizations.ListRequest;
import com.stytch.java.b2b.models.discoveryorganizations.ListResponse;
import com.stytch.java.common.OptionalClientConfig;
import com.stytch.java.common.StytchException;
import com.stytch.java.common.StytchResult;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

public class Gateway extends ClientTest {
    static final String URL = System.getenv("ORG_DISCOVERY_GATEWAY");
    static final StytchB2BClient client = new StytchB2BClient(
        (String) local.get("project_id"), (String) local.get("secret"), new OptionalClientConfig(URL));

    public static void main(String[] arguments) {
        Map<String, Object> data = asObject(read(arguments[0] + "/gateway_errors.json"));
        Map<String, Object> expected = asObject(asObject(data.get("clients")).get("Java"));
        for (Object entry : asList(data.get("answers"))) {
            Map<String, Object> answer = asObject(entry);
            report("answer: " + answer.get("case"), () -> checkAnswer(answer, expected.get(answer.get("kind"))));
        }
        client.close();
        exit("java-gateway");
    }

    static void checkAnswer(Map<String, Object> answer, Object expected) throws Exception {
        String token = (String) answer.get("case");
        double before = numberOfRequests(token);
        var call = client.getDiscovery().getOrganizations().listCompletable(new ListRequest(token));
        // The client sends a request again if a connection that it has used before is closed.
        var wanted = new HashMap<>(asObject(expected));
        double requests = (double) Objects.requireNonNullElse(wanted.remove("requests"), 1.0);
        same("presented", presented(call, answer), wanted);
        same("requests", numberOfRequests(token) - before, requests);
    }

    /** Returns the class of the error, and the field that contains the body. Neither class has a status code here. */
    static Map<String, Object> presented(CompletableFuture<StytchResult<ListResponse>> call, Map<String, Object> answer)
            throws Exception {
        StytchResult<ListResponse> result;
        try {
            result = call.get(2, TimeUnit.SECONDS);
        } catch (TimeoutException timeout) {
            return Map.of("never", true);
        }
        if (!(result instanceof StytchResult.Error error)
                || !(error.getException() instanceof StytchException.Critical critical)) {
            return Map.of("other", result);
        }
        var seen = new HashMap<String, Object>(Map.of("error", "StytchException.Critical"));
        String body = (String) answer.get("body");
        if (body != null && !body.isEmpty() && body.equals(critical.getResponse())) {
            seen.put("body", "response");
        }
        return seen;
    }

    static double numberOfRequests(String token) throws Exception {
        return (double) send(HttpRequest.newBuilder(URI.create(URL + "/requests")).build()).getOrDefault(token, 0.0);
    }
}
