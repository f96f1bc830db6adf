/** The record under the load that its peers are measured with. */
@org.jspecify.annotations.NullMarked
package city.haihe.bench.record;
