/** Hospitals' doors: HL7 v2 over MLLP, translated and committed to the record before it is acknowledged. */
@ApplicationModule(displayName = "Gateway")
@NullMarked
package city.haihe.app.gateway;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
