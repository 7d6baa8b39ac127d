// Exchanges sessions with the official Java client against a running `cargo local`; see ../README.md.

import com.stytch.java.b2b.StytchB2BClient;
import com.stytch.java.b2b.models.discoveryintermediatesessions.ExchangeRequest;
import com.stytch.java.b2b.models.discoveryintermediatesessions.ExchangeRequestLocale;
import com.stytch.java.b2b.models.discoveryintermediatesessions.ExchangeResponse;
import com.stytch.java.b2b.models.discoveryorganizations.CreateRequest;
import com.stytch.java.b2b.models.discoveryorganizations.CreateResponse;
import com.stytch.java.common.StytchException;
import com.stytch.java.common.StytchResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

public class Exchange extends ClientTest {
    static final String ORGANIZATION = "organization-test-00000000-0000-4000-8000-00000000000";
    static final String ACME = ORGANIZATION + 1;
    static final String GLOBEX = ORGANIZATION + 2;
    static final String INITECH = ORGANIZATION + 3;
    static final String HOOLI = ORGANIZATION + 4;
    static final String UNKNOWN = ORGANIZATION + 9;
    static final String SLUG = "java";
    static final String OWN = "Own organization of java";
    static final List<String> CREATOR_ROLES = List.of("stytch_member", "stytch_admin");
    static final Map<String, Object> CLAIMS = Map.of("theme", "dark", "seats", Arrays.asList(1.0, 2.5, null));

    static final Map<String, Object> person =
        asObject(asObject(read(System.getenv("ORG_DISCOVERY_CLIENT_SESSIONS"))).get(SLUG));
    static final Map<String, Object> sessions = asObject(person.get("sessions"));
    static final StytchB2BClient client = client(Map.of());

    static Map<String, Object> joined;
    static Map<String, Object> created;
    static Map<String, Object> signedIn;

    public static void main(String[] arguments) throws Exception {
        // An exchange spends its session, so each session of the person is exchanged once, before the cases.
        joined = body(exchange(new ExchangeRequest(
            (String) sessions.get("join"), ACME, 30, CLAIMS, ExchangeRequestLocale.EN)));
        created = body(create(sessions.get("create"), OWN, SLUG));
        signedIn = body(exchange(sessions.get("sign_in"), SLUG));

        report("an eligible person joins", Exchange::checkJoined);
        report("a new session lists active memberships", Exchange::checkLists);
        report("a spent session is not found", Exchange::checkSpentSessions);
        report("an organization is created", Exchange::checkCreated);
        report("the created organization is entered with another session", Exchange::checkSignedInAgain);
        for (String credential : List.of("session_token", "session_jwt")) {
            report("a member session is exchanged by its " + credential, () -> checkMemberSession(credential));
        }
        report("an organization that is not listed is not found", Exchange::checkNotFound);
        report("a missing second factor keeps the session", Exchange::checkMissingSecondFactor);
        report("a missing second factor of a member session gives an intermediate session",
            Exchange::checkSecondFactorOfMemberSession);
        report("a missing primary factor keeps the session", Exchange::checkMissingPrimaryFactor);
        report("every field is decoded", Exchange::checkEveryField);
        report("error: the slug of another organization", Exchange::checkTakenSlug);
        report("error: the client cannot map a response without a Member", Exchange::checkResponseWithoutMember);

        client.close();
        exit("java-exchange");
    }

    static StytchResult<ExchangeResponse> exchange(ExchangeRequest request) throws Exception {
        return client.getDiscovery().getIntermediateSessions().exchangeCompletable(request).get();
    }

    static StytchResult<ExchangeResponse> exchange(Object token, String organization) throws Exception {
        return exchange(new ExchangeRequest((String) token, organization));
    }

    static StytchResult<com.stytch.java.b2b.models.sessions.ExchangeResponse> exchangeMemberSession(
            Map<String, Object> session, String credential, Object organization) throws Exception {
        var arguments = Map.of(credential, session.get(credential));
        var request = new com.stytch.java.b2b.models.sessions.ExchangeRequest(
            (String) organization, (String) arguments.get("session_token"), (String) arguments.get("session_jwt"));
        return client.getSessions().exchangeCompletable(request).get();
    }

    static StytchResult<CreateResponse> create(Object token, String name, String slug) throws Exception {
        var request = new CreateRequest(
            (String) token, null, null, name, slug, null, null, Map.of("plan", "pro"));
        return client.getDiscovery().getOrganizations().createCompletable(request).get();
    }

    /** Returns a successful response as JSON. */
    static Map<String, Object> body(StytchResult<?> result) throws Exception {
        return asObject(plain(success(result)));
    }

    static Object demoToken(String name) {
        return demo(name).get("intermediate_session_token");
    }

    /** Returns the membership type of every organization, and whether the session satisfies its policies. */
    static Map<String, Object> listed(Map<String, Object> session, String credential) throws Exception {
        var seen = new HashMap<String, Object>();
        var response = success(list(Map.of(), Map.of(credential, session.get(credential))));
        for (var found : response.getDiscoveredOrganizations()) {
            seen.put(found.getOrganization().getOrganizationName(),
                List.of(found.getMembership().getType(), found.getMemberAuthenticated()));
        }
        return seen;
    }

    static void checkResponse(Map<String, Object> response) {
        same("status_code", response.get("status_code"), 200.0);
        same("request_id", ((String) response.get("request_id")).startsWith("request-id-"), true);
        same("member_device", response.get("member_device"), null);
        Map<String, Object> member = asObject(response.get("member"));
        same("member_id", response.get("member_id"), member.get("member_id"));
        same("organization_id", member.get("organization_id"), organizationId(response));
    }

    static Object organizationId(Map<String, Object> response) {
        return asObject(response.get("organization")).get("organization_id");
    }

    static void checkSignedIn(Map<String, Object> response, String organizationName, List<String> roles, int minutes,
            Map<String, Object> customClaims) throws Exception {
        checkResponse(response);
        same("member_authenticated", response.get("member_authenticated"), true);
        same("intermediate_session_token", response.get("intermediate_session_token"), "");
        same("primary_required", response.get("primary_required"), null);
        same("mfa_required", response.get("mfa_required"), null);
        Map<String, Object> organization = asObject(response.get("organization"));
        same("organization_name", organization.get("organization_name"), organizationName);
        Map<String, Object> member = asObject(response.get("member"));
        same("status", member.get("status"), "active");
        same("email_address", member.get("email_address"), person.get("email_address"));
        Map<String, Object> session = asObject(response.get("member_session"));
        same("member_id of the session", session.get("member_id"), response.get("member_id"));
        same("organization_id of the session", session.get("organization_id"), organizationId(response));
        same("slug of the session", session.get("organization_slug"), organization.get("organization_slug"));
        same("roles", session.get("roles"), roles);
        same("custom_claims", session.get("custom_claims"), customClaims);
        same("duration", Duration.between(timestamp(session, "started_at"), timestamp(session, "expires_at")),
            Duration.ofMinutes(minutes));
        checkJwt(response);
    }

    static Instant timestamp(Map<String, Object> session, String name) {
        return Instant.parse((String) session.get(name));
    }

    /** Checks that the client validates the JWT, and reads the response's session from it. */
    static void checkJwt(Map<String, Object> response) throws Exception {
        var session = body(validateLocally((String) response.get("session_jwt")));
        // The client adds Stytch's own claims to the custom ones.
        var stytchClaims = List.of("https://stytch.com/organization", "https://stytch.com/session");
        same("Stytch's claims", asObject(session.get("custom_claims")).keySet().removeAll(stytchClaims), true);
        same("session of the JWT", session, response.get("member_session"));
    }

    static void checkFactorsRequired(Map<String, Object> response, Object token) {
        checkResponse(response);
        same("member_authenticated", response.get("member_authenticated"), false);
        same("intermediate_session_token", response.get("intermediate_session_token"), token);
        same("session_token", response.get("session_token"), "");
        same("session_jwt", response.get("session_jwt"), "");
        same("member_session", response.get("member_session"), null);
    }

    static void checkJoined() throws Exception {
        checkSignedIn(joined, "Acme", List.of("stytch_member"), 30, CLAIMS);
        same("email_address_verified", asObject(joined.get("member")).get("email_address_verified"), true);
        var factors = asList(asObject(joined.get("member_session")).get("authentication_factors"));
        same("factors", factors.stream().map(factor -> asObject(factor).get("type")).toList(), List.of("magic_link"));
    }

    static void checkLists() throws Exception {
        var active = List.of("active_member", true);
        for (var session : List.of(joined, created, signedIn)) {
            for (String credential : List.of("session_token", "session_jwt")) {
                same(credential, listed(session, credential), Map.of("Acme", active, OWN, active));
            }
        }
    }

    static void checkSpentSessions() throws Exception {
        for (Object token : sessions.values()) {
            checkError(exchange(token, ACME), 404, "intermediate_session_not_found");
            checkError(create(token, OWN, "unused"), 404, "intermediate_session_not_found");
            checkError(list(Map.of(), Map.of("intermediate_session_token", token)), 404,
                "intermediate_session_not_found");
        }
    }

    static void checkCreated() throws Exception {
        checkSignedIn(created, OWN, CREATOR_ROLES, 60, Map.of());
        Map<String, Object> organization = asObject(created.get("organization"));
        same("organization_slug", organization.get("organization_slug"), SLUG);
        same("trusted_metadata", organization.get("trusted_metadata"), Map.of("plan", "pro"));
        var roles = asList(asObject(created.get("member")).get("roles"));
        same("roles", roles.stream().map(role -> asObject(role).get("role_id")).toList(), List.of("stytch_admin"));
    }

    static void checkSignedInAgain() throws Exception {
        checkSignedIn(signedIn, OWN, CREATOR_ROLES, 60, Map.of());
        same("member_id", signedIn.get("member_id"), created.get("member_id"));
        same("the session is the first one", sessionId(signedIn).equals(sessionId(created)), false);
    }

    static Object sessionId(Map<String, Object> response) {
        return asObject(response.get("member_session")).get("member_session_id");
    }

    static void checkMemberSession(String credential) throws Exception {
        var response = body(exchangeMemberSession(joined, credential, organizationId(created)));
        checkResponse(response);
        same("member_authenticated", response.get("member_authenticated"), true);
        same("member_id", response.get("member_id"), created.get("member_id"));
        same("the token is the presented one",
            response.get("session_token").equals(joined.get("session_token")), false);
        same("expires_at", timestamp(asObject(response.get("member_session")), "expires_at"),
            timestamp(asObject(joined.get("member_session")), "expires_at"));
        checkJwt(response);
    }

    static void checkNotFound() throws Exception {
        checkError(exchange(demoToken("consultant"), HOOLI), 404, "organization_not_found");
        checkError(exchange(demoToken("consultant"), UNKNOWN), 404, "organization_not_found");
        checkError(exchangeMemberSession(joined, "session_token", GLOBEX), 404, "organization_not_found");
    }

    static void checkMissingSecondFactor() throws Exception {
        Object token = demoToken("mfa-required");
        for (int n = 0; n < 2; n++) {
            var response = body(exchange(token, INITECH));
            checkFactorsRequired(response, token);
            same("primary_required", response.get("primary_required"), null);
            same("mfa_required", response.get("mfa_required"), parse("""
                {
                  "member_options": {"mfa_phone_number": "XXXXXXX1234", "totp_registration_id": ""},
                  "secondary_auth_initiated": null
                }"""));
        }
    }

    static void checkSecondFactorOfMemberSession() throws Exception {
        var response = body(exchangeMemberSession(demo("member-session"), "session_token", INITECH));
        Object token = response.get("intermediate_session_token");
        same("the token is empty", token.equals(""), false);
        checkFactorsRequired(response, token);
        same("mfa_required is null", response.get("mfa_required") == null, false);
        same("Initech", listed(response, "intermediate_session_token").get("Initech"), List.of("active_member", false));
        checkFactorsRequired(body(exchange(token, INITECH)), token);
    }

    static void checkMissingPrimaryFactor() throws Exception {
        Object token = demoToken("github-unproven");
        var response = body(exchange(token, GLOBEX));
        checkFactorsRequired(response, token);
        same("mfa_required", response.get("mfa_required"), null);
        same("primary_required", response.get("primary_required"), Map.of("allowed_auth_methods",
            List.of("magic_link", "email_otp", "google_oauth", "microsoft_oauth")));
    }

    static void checkEveryField() throws Exception {
        var response = body(exchange(person.get("every_field"), "umbrella"));
        same("member_authenticated", response.get("member_authenticated"), true);
        var entry = everyField();
        same("member", response.get("member"), asObject(entry.get("membership")).get("member"));
        same("organization", response.get("organization"), entry.get("organization"));
    }

    static void checkTakenSlug() throws Exception {
        checkError(create(demoToken("consultant"), OWN, "acme"), 400, "organization_slug_already_used");
    }

    /** A session that does not verify its address creates nothing. The response has the status 200 and no Member. */
    static void checkResponseWithoutMember() throws Exception {
        var result = create(demoToken("github-unproven"), OWN, "unused");
        same("critical error", result instanceof StytchResult.Error error
            && error.getException() instanceof StytchException.Critical, true);
    }
}
