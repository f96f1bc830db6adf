package city.haihe.app.identity.internal;

import city.haihe.app.identity.SignedIn;
import city.haihe.app.platform.Settings;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.server.authorization.authentication.ClientSecretAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.JwtClientAssertionAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.token.DelegatingOAuth2TokenGenerator;
import org.springframework.security.oauth2.server.authorization.token.JwtGenerator;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;
import org.springframework.security.oauth2.server.authorization.web.OAuth2AuthorizationEndpointFilter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2AccessTokenResponseAuthenticationSuccessHandler;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.preauth.AbstractPreAuthenticatedProcessingFilter;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;

/** Spring Authorization Server on our stores, keys and rules. Its issuer is the public address and nothing else. */
@Configuration(proxyBeanMethods = false)
class AuthorizationServer {

    /** Grants that the discovery documents name. */
    static final List<String> GRANTS = List.of("authorization_code", "client_credentials", "refresh_token");

    /** RFC 9068 2.1. */
    static final String ACCESS_TOKEN_TYPE = "at+jwt";

    @Bean
    AuthorizationServerSettings authorizationServerSettings(Settings settings) {
        return AuthorizationServerSettings.builder()
                .issuer(settings.publicUrl())
                .build();
    }

    @Bean
    JwtDecoder jwtDecoder(SigningKeys keys, Settings settings) {
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSource(keys)
                .jwsAlgorithm(SignatureAlgorithm.ES256)
                .jwtProcessorCustomizer(processor -> processor.setJWSTypeVerifier(
                        new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType(ACCESS_TOKEN_TYPE))))
                .build();
        // RFC 9068 4: only access tokens; an id token opens nothing here.
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                new JwtTimestampValidator(Duration.ZERO),
                new JwtIssuerValidator(settings.publicUrl()),
                new JwtTypeValidator(ACCESS_TOKEN_TYPE)));
        return decoder;
    }

    @Bean
    OAuth2TokenGenerator<OAuth2Token> tokenGenerator(SigningKeys keys, TokenClaims claims) {
        NimbusJwtEncoder encoder = new NimbusJwtEncoder(keys);
        encoder.setJwkSelector(keys::signing);
        JwtGenerator jwt = new JwtGenerator(encoder);
        jwt.setJwtCustomizer(claims);
        return new DelegatingOAuth2TokenGenerator(jwt, new RefreshTokens());
    }

    @Bean
    @Order(1)
    SecurityFilterChain authorizationChain(
            HttpSecurity http,
            StoredSessions sessions,
            StoredConsents consents,
            StoredClients clients,
            ScopeRules scopes,
            Assertions assertions,
            UserInfo userInfo,
            SignInEntry entry,
            Settings settings)
            throws Exception {
        OAuth2AuthorizationServerConfigurer server = new OAuth2AuthorizationServerConfigurer();
        server.withObjectPostProcessor(withoutServletSession());
        http.securityMatcher(server.getEndpointsMatcher())
                .with(
                        server,
                        configured -> configured
                                .clientAuthentication(client -> client.authenticationConverters(converters -> {
                                            converters.addFirst(PublicClient::convert);
                                            converters.addFirst(Assertions::convert);
                                        })
                                        .authenticationProviders(providers -> {
                                            providers.addFirst(new PublicClient(clients));
                                            providers.forEach(provider -> {
                                                switch (provider) {
                                                    case ClientSecretAuthenticationProvider secret ->
                                                        secret.setPasswordEncoder(new ClientSecretHash());
                                                    case JwtClientAssertionAuthenticationProvider assertion ->
                                                        assertion.setJwtDecoderFactory(assertions);
                                                    default -> {}
                                                }
                                            });
                                        }))
                                .authorizationEndpoint(endpoint -> endpoint.consentPage("/consent")
                                        .authenticationProviders(providers -> providers.forEach(provider -> {
                                            if (provider
                                                    instanceof
                                                    OAuth2AuthorizationCodeRequestAuthenticationProvider request) {
                                                request.setAuthenticationValidator(scopes::checkPerson);
                                            }
                                        })))
                                .tokenEndpoint(endpoint -> endpoint.accessTokenRequestConverter(new WholeScope())
                                        .accessTokenResponseHandler(tokenResponse())
                                        .authenticationProviders(providers -> providers.forEach(provider -> {
                                            if (provider
                                                    instanceof OAuth2ClientCredentialsAuthenticationProvider system) {
                                                system.setAuthenticationValidator(scopes::checkSystem);
                                            }
                                        })))
                                .authorizationServerMetadataEndpoint(
                                        endpoint -> endpoint.authorizationServerMetadataCustomizer(Discovery::describe))
                                .oidc(oidc -> oidc.userInfoEndpoint(endpoint -> endpoint.userInfoMapper(userInfo))
                                        .providerConfigurationEndpoint(endpoint ->
                                                endpoint.providerConfigurationCustomizer(Discovery::describe))))
                .addFilterBefore(
                        new SessionAuthenticationFilter(sessions, consents),
                        AbstractPreAuthenticatedProcessingFilter.class)
                .oauth2ResourceServer(resources -> resources.jwt(Customizer.withDefaults()))
                .exceptionHandling(errors -> errors.authenticationEntryPoint(entry))
                .requestCache(cache -> cache.disable())
                .csrf(csrf -> csrf.disable())
                .headers(headers -> headers.disable())
                .securityContext(context -> context.securityContextRepository(
                        new org.springframework.security.web.context.RequestAttributeSecurityContextRepository()))
                .authorizeHttpRequests(requests -> requests.requestMatchers(HttpMethod.OPTIONS)
                        .denyAll()
                        .anyRequest()
                        .authenticated());
        return http.build();
    }

    /** Spring would follow OpenID sessions in the servlet container's own, with its cookie. We have ours. */
    private static ObjectPostProcessor<OAuth2AuthorizationEndpointFilter> withoutServletSession() {
        return new ObjectPostProcessor<>() {
            @Override
            public <O extends OAuth2AuthorizationEndpointFilter> O postProcess(O filter) {
                filter.setSessionAuthenticationStrategy((_, _, _) -> {});
                return filter;
            }
        };
    }

    /** Everything else is decided at its own door: by the token at {@link TokenGate}, by the session in the portal. */
    @Bean
    @Order(2)
    SecurityFilterChain otherDoors() {
        return new DefaultSecurityFilterChain(AnyRequestMatcher.INSTANCE, List.of());
    }

    /** SMART App Launch 2.2: the token response names the patient that patient scopes reach. */
    private static OAuth2AccessTokenResponseAuthenticationSuccessHandler tokenResponse() {
        OAuth2AccessTokenResponseAuthenticationSuccessHandler handler =
                new OAuth2AccessTokenResponseAuthenticationSuccessHandler();
        handler.setAccessTokenResponseCustomizer(AuthorizationServer::addPatient);
        return handler;
    }

    private static void addPatient(OAuth2AccessTokenAuthenticationContext context) {
        OAuth2AccessTokenAuthenticationToken answer = context.getAuthentication();
        Map<String, Object> parameters = new LinkedHashMap<>(answer.getAdditionalParameters());
        Instant issued = answer.getAccessToken().getIssuedAt();
        Instant expires = answer.getAccessToken().getExpiresAt();
        if (issued != null && expires != null) {
            // The whole life; Spring would tell what is left of it a millisecond later.
            parameters.put("expires_in", Duration.between(issued, expires).toSeconds());
        }
        try {
            String patient = SignedJWT.parse(answer.getAccessToken().getTokenValue())
                    .getJWTClaimsSet()
                    .getStringClaim(Tokens.PATIENT);
            if (patient != null) {
                parameters.put("patient", patient);
            }
        } catch (ParseException ourOwnToken) {
            throw new IllegalStateException(ourOwnToken);
        }
        context.getAccessTokenResponse().additionalParameters(parameters);
    }

    /** The person of a session as the authorization endpoint needs them. */
    static org.springframework.security.core.Authentication authentication(SignedIn person) {
        return PersonAuthentication.of(person.personId().toString(), person.authenticated());
    }
}
