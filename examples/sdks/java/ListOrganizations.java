import com.stytch.java.b2b.StytchB2BClient;
import com.stytch.java.b2b.models.discoveryorganizations.ListRequest;
import com.stytch.java.b2b.models.discoveryorganizations.ListResponse;
import com.stytch.java.common.OptionalClientConfig;
import com.stytch.java.common.StytchResult;

public class ListOrganizations {
    public static void main(String[] arguments) throws Exception {
        String baseUrl = System.getenv().getOrDefault("ORG_DISCOVERY_URL", "http://127.0.0.1:9000");
        try (StytchB2BClient client = new StytchB2BClient(
                "project-test-00000000-0000-4000-8000-00000000d3e0",
                "secret-test-demo-not-a-secret-for-local-use-only",
                new OptionalClientConfig(baseUrl))) {
            var request = new ListRequest("demo-consultant-000000000000000000000000000=");
            var result = client.getDiscovery().getOrganizations().listCompletable(request).get();
            if (result instanceof StytchResult.Success<ListResponse> success) {
                success.getValue().getDiscoveredOrganizations().forEach(found ->
                    System.out.println(found.getOrganization().getOrganizationName()));
            } else if (result instanceof StytchResult.Error error) {
                throw error.getException();
            }
        }
    }
}
