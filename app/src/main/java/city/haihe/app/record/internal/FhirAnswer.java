package city.haihe.app.record.internal;

import city.haihe.app.record.StoredResource;
import city.haihe.app.record.internal.SessionReferences.Warning;
import city.haihe.fhir.FhirJson;
import city.haihe.fhir.FhirObject;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Writes an answer's status, headers and bytes. */
final class FhirAnswer {

    private final HttpServletResponse response;
    private final String base;
    private final String method;

    FhirAnswer(HttpServletResponse response, String base, String method) {
        this.response = response;
        this.base = base;
        this.method = method;
    }

    void json(int status, byte[] body) throws IOException {
        response.setStatus(status);
        response.setContentType(Negotiation.FHIR_JSON);
        response.setContentLength(body.length);
        if (!method.equals("HEAD")) {
            response.getOutputStream().write(body);
        }
    }

    void operation(OperationAnswer answer) throws IOException {
        switch (answer) {
            case OperationAnswer.Resource(int status, FhirObject resource) -> json(status, FhirJson.toBytes(resource));
            case OperationAnswer.Json(int status, byte[] body) -> json(status, body);
            case OperationAnswer.Other(String contentType, byte[] body) -> {
                response.setStatus(200);
                response.setHeader("Content-Type", contentType);
                response.setContentLength(body.length);
                response.getOutputStream().write(body);
            }
            case OperationAnswer.Version(StoredResource version, FhirObject resource) -> {
                versionHeaders(version);
                json(200, FhirJson.toBytes(resource));
            }
            case OperationAnswer.Streamed(OperationAnswer.Body body) -> {
                response.setStatus(200);
                response.setContentType(Negotiation.FHIR_JSON);
                if (!method.equals("HEAD")) {
                    body.writeTo(response.getOutputStream());
                }
            }
        }
    }

    void empty(int status) {
        response.setStatus(status);
    }

    /** The headers that name a version (FHIR R4 3.1.0.1.3). */
    void versionHeaders(StoredResource resource) {
        response.setHeader("ETag", EntityTag.of(resource.version()));
        response.setHeader(
                "Last-Modified",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        resource.lastUpdated().atOffset(ZoneOffset.UTC)));
    }

    /** The answer to a write that left a version standing (FHIR R4 3.1.0.1.12). */
    void written(int status, StoredResource resource, Preference preference, List<Warning> warnings)
            throws IOException {
        versionHeaders(resource);
        String address = resource.type() + "/" + resource.id() + "/_history/" + resource.version();
        response.setHeader("Location", base + "/" + address);
        warn(warnings);
        switch (preference.answer()) {
            case MINIMAL -> empty(status);
            case OPERATION_OUTCOME -> outcome(status, address + " is stored", warnings);
            case REPRESENTATION, UNSPECIFIED -> json(status, resource.body());
        }
    }

    /** The answer to a deletion: nothing to show, but an outcome where it was asked for. */
    void deleted(String text, Preference preference, List<Warning> warnings) throws IOException {
        warn(warnings);
        if (preference.answer() == Preference.Return.OPERATION_OUTCOME) {
            outcome(200, text, warnings);
        } else {
            empty(204);
        }
    }

    private void outcome(int status, String text, List<Warning> warnings) throws IOException {
        json(
                status,
                FhirJson.toBytes(Outcomes.written(
                        text, warnings.stream().map(Warning::issue).toList())));
    }

    /** Whoever did not ask for an outcome still sees that there is something to know (RFC 7234 5.5.7). */
    private void warn(List<Warning> warnings) {
        if (!warnings.isEmpty()) {
            response.setHeader(
                    "Warning",
                    "199 haihe \"" + warnings.getFirst().issue().string("diagnostics")
                            + (warnings.size() == 1 ? "" : " and " + (warnings.size() - 1) + " more") + "\"");
        }
    }
}
