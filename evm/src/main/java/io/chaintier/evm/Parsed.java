package io.chaintier.evm;

/**
 * A JSON value understood.
 *
 * @param value     as Avro's generated classes hold it: {@code Long}, {@code ByteBuffer}, {@code List} or a record
 * @param canonical true if writing {@code value} gives the same JSON; false if it is valid but spelled in another way
 */
record Parsed(Object value, boolean canonical) {}
