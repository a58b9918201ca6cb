package io.chaintier.producer.importer;

import java.nio.file.Path;

/** Hears how an import goes. Called on the importing thread. */
public interface ImportListener {
    /** About four times a second, and at the end. */
    void progressed(ImportProgress progress);

    /** A line was left out; the import goes on unless it is strict. */
    void lineRejected(LineProblem problem);

    /** @param lines how many were imported before, by a run that did not come to the end of the file */
    void fileResumed(Path file, long lines);

    /** All of the file, or of another with the same content, was imported before: nothing of it is published. */
    void fileSkipped(Path file);
}
