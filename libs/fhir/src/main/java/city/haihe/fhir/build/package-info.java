/** Run by the build: turns the official definitions into the compact form that the library reads. */
@NullMarked
package city.haihe.fhir.build;

import org.jspecify.annotations.NullMarked;
