package io.chaintier.producer.importer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Remembers what an importer said. */
final class Heard implements ImportListener {
    final List<LineProblem> problems = new ArrayList<>();
    final List<Path> skipped = new ArrayList<>();
    final List<Long> resumedAfter = new ArrayList<>();
    final List<ImportProgress> progress = new ArrayList<>();

    @Override
    public void progressed(ImportProgress heard) {
        progress.add(heard);
    }

    @Override
    public void lineRejected(LineProblem problem) {
        problems.add(problem);
    }

    @Override
    public void fileResumed(Path file, long lines) {
        resumedAfter.add(lines);
    }

    @Override
    public void fileSkipped(Path file) {
        skipped.add(file);
    }
}
