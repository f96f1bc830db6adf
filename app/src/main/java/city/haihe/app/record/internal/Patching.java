package city.haihe.app.record.internal;

import city.haihe.app.platform.ErrorCode;
import city.haihe.app.platform.HaiheException;
import city.haihe.app.record.StoredResource;
import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirJsonParser;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirParseException;
import city.haihe.fhir.patch.FhirPathPatch;
import city.haihe.fhir.patch.JsonPatch;
import city.haihe.fhir.patch.PatchException;
import city.haihe.fhir.patch.ResourcePatch;
import city.haihe.fhir.path.Environment;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads patches, and applies them to what is stored (FHIR R4 3.1.0.5). */
final class Patching {

    static final String JSON_PATCH = "application/json-patch+json";

    /** Paths see the resource and the city's time, nothing else. */
    private static final Environment ENVIRONMENT = Environment.of(Clock.system(ZoneOffset.ofHours(8)));

    private Patching() {}

    static ResourcePatch jsonPatch(byte[] body) {
        try {
            return JsonPatch.parse(body);
        } catch (FhirParseException malformed) {
            throw RecordErrors.malformed(malformed);
        } catch (PatchException refused) {
            throw refused(refused);
        }
    }

    /** A patch of FHIRPath operations, as a checked resource. */
    static ResourcePatch fhirPathPatch(FhirObject body) {
        if (!body.resourceType().equals("Parameters")) {
            throw new HaiheException(
                    ErrorCode.INVALID_PATCH,
                    "resourceType: " + body.resourceType()
                            + " (expected: Parameters with operations, or a body of type " + JSON_PATCH + ")",
                    "resourceType");
        }
        try {
            return FhirPathPatch.of(body, ENVIRONMENT);
        } catch (PatchException refused) {
            throw refused(refused);
        }
    }

    /** The patch of a Bundle's entry: a JSON Patch in a Binary, or operations; what names other entries is replaced. */
    static ResourcePatch ofEntry(FhirObject body, ReferenceRewriter rewriter) {
        if (!body.resourceType().equals("Binary")) {
            return fhirPathPatch(body);
        }
        String type = body.string("contentType");
        String data = body.string("data");
        if (type == null || !type.equals(JSON_PATCH) || data == null) {
            throw new HaiheException(
                    ErrorCode.INVALID_PATCH,
                    "Binary: " + (data == null ? "no data" : type) + " (expected: a patch of type " + JSON_PATCH + ")",
                    "Binary.contentType");
        }
        try {
            FhirArray document =
                    FhirJsonParser.parseArray(Base64.getMimeDecoder().decode(data));
            return JsonPatch.of((FhirArray) rewriter.rewriteAny(document));
        } catch (FhirParseException malformed) {
            throw RecordErrors.malformed(malformed);
        } catch (IllegalArgumentException noBase64) {
            throw new HaiheException(
                    ErrorCode.INVALID_PATCH, "Binary.data: malformed (expected: base64)", "Binary.data");
        } catch (PatchException refused) {
            throw refused(refused);
        }
    }

    /** The patched resource, checked as one that comes in is. */
    static FhirObject apply(ResourcePatch patch, StoredResource current) {
        FhirObject before = current.resource();
        FhirObject after;
        try {
            after = patch.apply(before.copy());
        } catch (PatchException refused) {
            throw refused(refused);
        }
        requireSame("resourceType", before.string("resourceType"), after.string("resourceType"));
        requireSame("id", before.id(), after.id());
        requireSame("meta.versionId", versionId(before), versionId(after));
        try {
            FhirJsonParser.check(after);
        } catch (FhirParseException invalid) {
            throw RecordErrors.malformed(invalid);
        }
        return after;
    }

    private static @Nullable String versionId(FhirObject resource) {
        FhirObject meta = resource.object("meta");
        return meta == null ? null : meta.string("versionId");
    }

    private static void requireSame(String element, @Nullable String before, @Nullable String after) {
        if (!Objects.equals(before, after)) {
            throw new HaiheException(
                    ErrorCode.PATCH_NOT_APPLICABLE,
                    element + ": changed by the patch (expected: the one that it has, which the server keeps)",
                    element);
        }
    }

    private static HaiheException refused(PatchException refused) {
        ErrorCode code = switch (refused.kind()) {
            case MALFORMED -> ErrorCode.INVALID_PATCH;
            case NOT_APPLICABLE -> ErrorCode.PATCH_NOT_APPLICABLE;
        };
        return new HaiheException(code, refused.place() + ": " + refused.getMessage(), refused.place());
    }
}
