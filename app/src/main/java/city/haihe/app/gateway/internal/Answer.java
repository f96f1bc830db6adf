package city.haihe.app.gateway.internal;

import city.haihe.hl7v2.Acknowledgement;
import city.haihe.hl7v2.Hl7Charset;

/**
 * What a message is answered with.
 *
 * @param code MSA-1
 * @param bytes the acknowledgement without its frame
 * @param charset the charset it is in
 */
record Answer(Acknowledgement.Code code, byte[] bytes, Hl7Charset charset) {

    /** The acknowledgement for people to read. */
    String text() {
        return new String(bytes, charset.charset());
    }
}
