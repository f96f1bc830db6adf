package city.haihe.app.platform.internal;

import city.haihe.app.platform.ChangeFeed;
import city.haihe.app.platform.Database;
import io.micrometer.observation.ObservationRegistry;
import jakarta.servlet.DispatcherType;
import java.time.Clock;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.filter.ServerHttpObservationFilter;

/** Beans that other modules are given. What starts before them (settings, PostgreSQL) is registered by {@link Start}. */
@Configuration(proxyBeanMethods = false)
class PlatformConfiguration {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean(destroyMethod = "close")
    ChangeFeed changeFeed(Database database, PostgresAddress address) {
        SequencedChangeFeed feed = new SequencedChangeFeed(database, address);
        feed.start();
        return feed;
    }

    /** Observes what the framework answers; the record's door stands before it and keeps figures of its own. */
    @Bean
    FilterRegistrationBean<ServerHttpObservationFilter> observationFilter(ObservationRegistry observations) {
        FilterRegistrationBean<ServerHttpObservationFilter> registration =
                new FilterRegistrationBean<>(new ServerHttpObservationFilter(observations));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 27);
        registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC);
        return registration;
    }

    /** Requests that Tomcat refuses by itself must not tell its version or a stack trace. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> plainErrors() {
        return factory -> factory.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(SilentErrorReport.class.getName());
            }
        });
    }

    /** Answers with the status alone. */
    public static final class SilentErrorReport extends ErrorReportValve {
        /** Made by Tomcat. */
        public SilentErrorReport() {
            setShowReport(false);
            setShowServerInfo(false);
        }
    }
}
