package io.chaintier.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Many readers at once, each of which asks again as soon as it has its answer.
 *
 * @param readers  threads, each with a reader of its own
 * @param duration of one measurement
 */
record Load(int readers, Duration duration) {
    private static final int MOST_READS = 1 << 20;

    /** Reads something, for one thread. */
    @FunctionalInterface
    interface Reader extends AutoCloseable {
        /** @param number grows from read to read; which thing is read follows from it */
        void read(int number);

        @Override
        default void close() {
            // Most have nothing of their own.
        }
    }

    /** @param nanos of each read, ascending */
    record Result(long[] nanos, double seconds) {
        double perSecond() {
            return nanos.length / seconds;
        }

        /** @param share 0 to 1 */
        double micros(double share) {
            return nanos[(int) Math.min(nanos.length - 1, nanos.length * share)] / 1e3;
        }
    }

    Result run(Supplier<Reader> open) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(readers);
        try {
            List<Callable<long[]>> work = new ArrayList<>();
            for (int thread = 0; thread < readers; thread++) {
                int first = thread;
                work.add(() -> read(open, first));
            }
            List<long[]> all = new ArrayList<>();
            for (Future<long[]> done : threads.invokeAll(work)) {
                all.add(done.get());
            }
            long[] nanos = all.stream().flatMapToLong(Arrays::stream).sorted().toArray();
            return new Result(nanos, duration.toNanos() / 1e9);
        } finally {
            threads.shutdownNow();
        }
    }

    private long[] read(Supplier<Reader> open, int first) {
        try (Reader reader = open.get()) {
            long[] nanos = new long[MOST_READS];
            long started = System.nanoTime();
            long before = started;
            int reads = 0;
            while (before - started < duration.toNanos() && reads < MOST_READS) {
                reader.read(first + reads * readers);
                long now = System.nanoTime();
                nanos[reads++] = now - before;
                before = now;
            }
            return Arrays.copyOf(nanos, reads);
        }
    }
}
