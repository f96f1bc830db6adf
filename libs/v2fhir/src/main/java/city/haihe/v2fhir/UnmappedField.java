package city.haihe.v2fhir;

/**
 * A populated field that no rule of the mapping consumed; it is kept in the raw message only.
 *
 * @param segment the segment's name
 * @param occurrence which segment of that name, from 1
 * @param field the field's number
 */
public record UnmappedField(String segment, int occurrence, int field) {}
