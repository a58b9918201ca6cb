package io.chaintier.producer.importer;

import java.nio.file.Path;
import java.util.List;

/**
 * What to import, and how.
 *
 * @param files     in the order to import them, one or more
 * @param strict    stop at the first line that cannot be imported
 * @param again     import also what was imported before
 * @param finalizes whether the last block is marked safe and finalized at the end
 */
public record ImportOptions(List<Path> files, boolean strict, boolean again, boolean finalizes) {
    public ImportOptions {
        files = List.copyOf(files);
        if (files.isEmpty()) {
            throw new IllegalArgumentException("expected at least one file");
        }
    }
}
