package io.chaintier.producer.importer;

import io.chaintier.event.Block;

/**
 * One line, looked at.
 *
 * @param number from 1
 */
sealed interface ParsedLine {
    long number();

    /** Nothing but blanks. */
    record Blank(long number) implements ParsedLine {}

    /** @param logs in the known receipts */
    record Good(long number, Block block, long logs) implements ParsedLine {}

    /** @param what field, value and what was expected */
    record Broken(long number, String what) implements ParsedLine {}
}
