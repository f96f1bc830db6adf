package city.haihe.app.portal.internal;

import city.haihe.app.platform.Settings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the portal takes from other modules. */
@Configuration(proxyBeanMethods = false)
class PortalConfiguration {

    @Bean
    PortalSettings portalSettings(Settings settings) {
        return new PortalSettings(settings.portal().web(), settings.portal().node(), settings.publicUrl());
    }
}
