package city.haihe.app.record.internal;

import city.haihe.app.platform.Settings;

/**
 * How the record behaves.
 *
 * @param publicUrl the public address without a slash at its end
 * @param references what to do with references that lead nowhere
 * @param clientIds whether an update may create a resource under an id of the client's
 */
record RecordSettings(String publicUrl, Settings.References references, boolean clientIds) {

    /** The base of every FHIR address. */
    String base() {
        return publicUrl + "/fhir";
    }
}
