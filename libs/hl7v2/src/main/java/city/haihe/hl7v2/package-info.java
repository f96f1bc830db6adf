/** HL7 v2 messages in ER7: tokenizer, model, writer, acknowledgements and charsets. Plain Java: no I/O, no clock. */
@NullMarked
package city.haihe.hl7v2;

import org.jspecify.annotations.NullMarked;
