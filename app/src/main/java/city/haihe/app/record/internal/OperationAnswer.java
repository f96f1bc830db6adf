package city.haihe.app.record.internal;

import city.haihe.app.record.StoredResource;
import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirObject;
import java.io.IOException;
import java.io.OutputStream;

/** What an operation answers. */
sealed interface OperationAnswer {

    /** A resource: Parameters, a Bundle, an OperationOutcome or whatever the operation's single output is. */
    record Resource(int status, FhirObject resource) implements OperationAnswer {}

    /** JSON that is ready. */
    record Json(int status, byte[] body) implements OperationAnswer {}

    /** Something that is no FHIR, with status 200. */
    record Other(String contentType, byte[] body) implements OperationAnswer {}

    /** JSON that is written while it is sent, with status 200. Everything that may be refused was decided before. */
    record Streamed(Body body) implements OperationAnswer {}

    /** A version of a resource, with its headers; its body is the answer, or what the operation says of it. */
    record Version(StoredResource version, FhirObject resource) implements OperationAnswer {}

    /** Writes a body. */
    @FunctionalInterface
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    /** A resource with status 200. */
    static OperationAnswer of(FhirObject resource) {
        return new Resource(200, resource);
    }

    /** Parameters that hold the parts, each as {@link #part} makes them. */
    static FhirObject parameters(FhirObject... parts) {
        FhirObject parameters = FhirObject.resource("Parameters");
        return parts.length == 0 ? parameters : parameters.put("parameter", FhirArray.of(parts));
    }

    /** One output parameter; its value still has to be put. */
    static FhirObject part(String name) {
        return new FhirObject().put("name", name);
    }
}
