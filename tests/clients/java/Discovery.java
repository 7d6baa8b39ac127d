// Runs the official Java client against a running `cargo local`; see ../README.md.

import com.stytch.java.b2b.StytchB2BClient;
import com.stytch.java.b2b.models.discovery.DiscoveredOrganization;
import com.stytch.java.b2b.models.discoveryorganizations.ListResponse;
import com.stytch.java.b2b.models.mfa.MfaRequired;
import com.stytch.java.b2b.models.sessions.GetJWKSRequest;
import com.stytch.java.b2b.models.sessions.GetJWKSResponse;
import com.stytch.java.b2b.models.sessions.PrimaryRequired;
import com.stytch.java.common.StytchResult;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

public class Discovery extends ClientTest {
    static final Map<String, List<String>> CREDENTIALS = Map.of(
        "intermediate", List.of("intermediate_session_token"),
        "member", List.of("session_token", "session_jwt"));

    public static void main(String[] arguments) throws Exception {
        String clients = arguments[0];
        Map<String, Object> expected = asObject(read(clients + "/expected.json"));
        List<Object> sessions = asList(local.get("sessions"));

        report("the sessions are the expected ones", () -> {
            var names = new TreeSet<Object>();
            sessions.forEach(session -> names.add(asObject(session).get("name")));
            same("names", names, new TreeSet<Object>(expected.keySet()));
        });
        for (Object entry : sessions) {
            Map<String, Object> session = asObject(entry);
            Map<String, Object> facts = asObject(expected.get(session.get("name")));
            for (String credential : CREDENTIALS.get(session.get("kind"))) {
                report("session " + session.get("name") + ": " + credential,
                    () -> checkSession(facts, credential, session.get(credential)));
            }
        }
        report("every field is decoded", Discovery::checkEveryField);
        for (Object entry : asList(read(clients + "/errors.json"))) {
            Map<String, Object> facts = asObject(entry);
            report("error: " + facts.get("case"), () -> checkErrorCase(facts));
        }
        report("session_jwt is validated locally", Discovery::checkLocalValidation);
        report("error: a JWT with another signature is refused locally", Discovery::checkLocalRefusal);
        report("the key set", Discovery::checkKeySet);
        report("error: the key set of another project", Discovery::checkOtherKeySet);

        exit("java");
    }

    static void checkSession(Map<String, Object> facts, String credential, Object token) throws Exception {
        same("the session lacks this credential", token == null, false);
        var result = list(Map.of(), Map.of(credential, token));
        if (facts.containsKey("error_type")) {
            checkError(result, facts.getOrDefault("status_code", 404.0), facts.get("error_type"));
        } else {
            checkResponse(success(result), facts);
        }
    }

    static void checkErrorCase(Map<String, Object> facts) throws Exception {
        var arguments = new HashMap<>(asObject(facts.get("arguments")));
        arguments.replace("session_jwt", "{changed session_jwt}", changedJwt());
        checkError(list(facts, arguments), facts.get("status_code"), facts.get("error_type"));
    }

    static void checkResponse(ListResponse response, Map<String, Object> facts) {
        same("status_code", response.getStatusCode(), 200);
        same("request_id", response.getRequestId().startsWith("request-id-"), true);
        same("email_address", response.getEmailAddress(), facts.get("email_address"));
        same("organization_id_hint", response.getOrganizationIdHint(), facts.get("organization_id_hint"));
        same("organizations",
            response.getDiscoveredOrganizations().stream().map(Discovery::actualEntry).toList(),
            asList(facts.get("organizations")).stream().map(Discovery::expectedEntry).toList());
        for (DiscoveredOrganization found : response.getDiscoveredOrganizations()) {
            var member = found.getMembership().getMember();
            var got = member == null ? null : List.of(member.getOrganizationId(), member.getEmailAddress());
            var eligible = found.getMembership().getType().startsWith("eligible_to_join_by_");
            same("member", got, eligible ? null
                : List.of(found.getOrganization().getOrganizationId(), facts.get("email_address")));
        }
    }

    static void checkEveryField() throws Exception {
        var credential = Map.of("intermediate_session_token", demo("every-field").get("intermediate_session_token"));
        var entries = success(list(Map.of(), credential)).getDiscoveredOrganizations();
        same("entries", entries.size(), 1);
        same("entry", plain(entries.get(0)), everyField());
    }

    static Map<String, Object> actualEntry(DiscoveredOrganization found) {
        var entry = new HashMap<String, Object>();
        entry.put("name", found.getOrganization().getOrganizationName());
        entry.put("type", found.getMembership().getType());
        entry.put("details", found.getMembership().getDetails());
        entry.put("primary_required",
            MOSHI.adapter(PrimaryRequired.class).serializeNulls().toJsonValue(found.getPrimaryRequired()));
        entry.put("mfa_required",
            MOSHI.adapter(MfaRequired.class).serializeNulls().toJsonValue(found.getMfaRequired()));
        entry.put("member_authenticated", found.getMemberAuthenticated());
        return entry;
    }

    static Map<String, Object> expectedEntry(Object parts) {
        Map<String, Object> rest = asList(parts).size() < 3 ? Map.of() : asObject(asList(parts).get(2));
        var entry = new HashMap<String, Object>();
        entry.put("name", asList(parts).get(0));
        entry.put("type", asList(parts).get(1));
        for (String key : List.of("details", "primary_required", "mfa_required")) {
            entry.put(key, rest.get(key));
        }
        entry.put("member_authenticated", rest.get("primary_required") == null && rest.get("mfa_required") == null);
        return entry;
    }

    static String demoJwt() {
        return (String) asList(local.get("sessions")).stream()
            .map(session -> asObject(session).get("session_jwt")).filter(Objects::nonNull).findFirst().orElseThrow();
    }

    /** Changes the first character of the signature. The last one may encode unused bits. */
    static String changedJwt() {
        String jwt = demoJwt();
        int start = jwt.lastIndexOf('.') + 1;
        return jwt.substring(0, start) + (jwt.charAt(start) == 'A' ? 'B' : 'A') + jwt.substring(start + 1);
    }

    static void checkLocalValidation() throws Exception {
        String jwt = demoJwt();
        var payload = new String(Base64.getUrlDecoder().decode(jwt.split("\\.")[1]));
        var claims = asObject(parse(payload));
        same("member_id", success(validateLocally(jwt)).getMemberId(), claims.get("sub"));
    }

    static void checkLocalRefusal() throws Exception {
        same("refused", validateLocally(changedJwt()) instanceof StytchResult.Error, true);
    }

    static StytchResult<GetJWKSResponse> keySet(Object projectId) throws Exception {
        try (StytchB2BClient client = client(Map.of())) {
            return client.getSessions().getJWKSCompletable(new GetJWKSRequest((String) projectId)).get();
        }
    }

    static void checkKeySet() throws Exception {
        var response = success(keySet(local.get("project_id")));
        same("keys are empty", response.getKeys().isEmpty(), false);
        response.getKeys().forEach(key -> same("key",
            Arrays.asList(key.getKty(), key.getAlg(), key.getUse(), key.getKeyOps()),
            List.of("RSA", "RS256", "sig", List.of("verify"))));
    }

    static void checkOtherKeySet() throws Exception {
        checkError(keySet("project-test-99999999-9999-4999-8999-999999999999"), 400.0,
            "invalid_project_id_authentication");
    }
}
