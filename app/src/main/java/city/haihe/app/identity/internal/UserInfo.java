package city.haihe.app.identity.internal;

import city.haihe.app.platform.Settings;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.security.oauth2.core.oidc.OidcUserInfo;
import org.springframework.security.oauth2.server.authorization.oidc.authentication.OidcUserInfoAuthenticationContext;
import org.springframework.stereotype.Component;

/** What {@code /userinfo} tells of the person (OpenID Connect Core 5.3). */
@Component
class UserInfo implements Function<OidcUserInfoAuthenticationContext, OidcUserInfo> {

    private final StoredPeople people;
    private final String publicUrl;

    UserInfo(StoredPeople people, Settings settings) {
        this.people = people;
        this.publicUrl = settings.publicUrl();
    }

    @Override
    public OidcUserInfo apply(OidcUserInfoAuthenticationContext context) {
        String id = context.getAuthorization().getPrincipalName();
        OidcUserInfo.Builder info = OidcUserInfo.builder().subject(id);
        people.byId(UUID.fromString(id)).ifPresent(person -> {
            String fhirUser = person.fhirUser();
            if (fhirUser != null && context.getAccessToken().getScopes().contains("fhirUser")) {
                info.claim("fhirUser", publicUrl + "/fhir/" + fhirUser);
            }
            if (context.getAccessToken().getScopes().contains("profile")) {
                info.name(person.displayName());
            }
        });
        return info.build();
    }
}
