package city.haihe.app.gateway.internal;

import city.haihe.v2fhir.MessageWriter;
import city.haihe.v2fhir.Translator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the gateway takes from the libraries. */
@Configuration(proxyBeanMethods = false)
class GatewayConfiguration {

    @Bean
    Translator translator() {
        return Translator.load();
    }

    @Bean
    MessageWriter messageWriter() {
        return MessageWriter.load();
    }
}
