package io.chaintier.producer.importer;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Lines of one file, parsed by many threads ahead of the one that takes them, in the order of the file. One thread
 * takes.
 */
final class LinePipeline {
    /** Of raw lines; parsed, they take several times that. */
    private static final long AHEAD_BYTES = 32 << 20;

    private static final int AHEAD_LINES = 256;

    private final LineReader reader;
    private final LineParser parser;
    private final ExecutorService threads;
    private final ArrayDeque<Ahead> ahead = new ArrayDeque<>();
    private long aheadBytes;
    private long linesRead;
    private boolean atEnd;
    private Optional<IOException> unreadable = Optional.empty();

    private record Ahead(long bytes, Future<ParsedLine> parsed) {}

    /**
     * @param done    lines to pass over
     * @param threads stay the caller's
     */
    LinePipeline(LineReader reader, long done, LineParser parser, ExecutorService threads) throws IOException {
        this.reader = reader;
        this.parser = parser;
        this.threads = threads;
        while (linesRead < done && reader.next().isPresent()) {
            linesRead++;
        }
    }

    /**
     * The next line; empty at the end of the file.
     *
     * @throws IOException if the file cannot be read on; comes only after all lines before that place were taken
     */
    Optional<ParsedLine> next() throws IOException, InterruptedException {
        readAhead();
        Ahead first = ahead.poll();
        if (first == null) {
            if (unreadable.isPresent()) {
                throw unreadable.get();
            }
            return Optional.empty();
        }
        aheadBytes -= first.bytes();
        try {
            return Optional.of(first.parsed().get());
        } catch (ExecutionException e) {
            throw new IllegalStateException("the parser failed on a line", e.getCause());
        }
    }

    private void readAhead() {
        while (!atEnd && ahead.size() < AHEAD_LINES && aheadBytes < AHEAD_BYTES) {
            try {
                Optional<byte[]> line = reader.next();
                line.ifPresent(this::parseAhead);
                atEnd = line.isEmpty();
            } catch (IOException e) {
                unreadable = Optional.of(e);
                atEnd = true;
            }
        }
    }

    private void parseAhead(byte[] line) {
        long number = ++linesRead;
        aheadBytes += line.length;
        ahead.add(new Ahead(line.length, threads.submit(() -> parser.parse(number, line))));
    }
}
