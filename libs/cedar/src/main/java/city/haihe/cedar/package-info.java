/**
 * Policies in a subset of the Cedar language: parsed, checked against a schema, compiled, decided, and evaluated in part where the
 * resource is not known yet. Depends on nothing else of the platform.
 */
@NullMarked
package city.haihe.cedar;

import org.jspecify.annotations.NullMarked;
