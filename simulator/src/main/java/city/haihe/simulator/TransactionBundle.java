package city.haihe.simulator;

import city.haihe.fhir.FhirObject;
import java.util.Random;
import java.util.UUID;

/** A transaction Bundle that is being filled (FHIR R4 3.1.0.11). */
final class TransactionBundle {

    /** More would hold its transaction open for too long. */
    private static final int MAX_ENTRIES = 500;

    private final FhirObject bundle = FhirObject.resource("Bundle").put("type", "transaction");
    private final Random random;
    private int entries;

    TransactionBundle(Random random) {
        this.random = random;
    }

    /** Adds a resource and answers the reference to it within the Bundle. */
    String add(FhirObject resource) {
        return add(resource, "");
    }

    /** Adds a resource unless there is one that matches the criteria; an empty text asks nothing. */
    String add(FhirObject resource, String criteria) {
        if (++entries > MAX_ENTRIES) {
            throw new IllegalStateException("entries: " + entries + " (expected: at most " + MAX_ENTRIES + ")");
        }
        String fullUrl = "urn:uuid:" + nextUuid();
        FhirObject request = new FhirObject().put("method", "POST").put("url", resource.resourceType());
        if (!criteria.isEmpty()) {
            request.put("ifNoneExist", criteria);
        }
        bundle.append(
                "entry",
                new FhirObject()
                        .put("fullUrl", fullUrl)
                        .put("resource", resource)
                        .put("request", request));
        return fullUrl;
    }

    FhirObject bundle() {
        return bundle;
    }

    /** A UUID of version 4 from the city's own numbers. */
    private UUID nextUuid() {
        long high = random.nextLong() & 0xffff_ffff_ffff_0fffL | 0x4000L;
        long low = random.nextLong() & 0x3fff_ffff_ffff_ffffL | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
