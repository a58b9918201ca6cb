package io.chaintier.producer.importer;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * Why a line cannot be imported.
 *
 * @param line from 1
 * @param what field, value and what was expected
 */
public record LineProblem(Path file, long line, String what) {
    public LineProblem {
        requireNonNull(file, "file");
        requireNonNull(what, "what");
    }

    /** {@code blocks.ndjson:17: block.hash="0x12": expected ...} */
    @Override
    public String toString() {
        return file + ":" + line + ": " + what;
    }
}
