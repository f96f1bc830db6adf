/** The transparency log: how fast entries are integrated, and what a proof costs in a huge tree. */
@org.jspecify.annotations.NullMarked
package city.haihe.bench.log;
