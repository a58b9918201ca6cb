package io.chaintier.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Whether a stack fits onto this machine, asked before anything starts and fails halfway. */
final class Machine {
    private static final long MIB = 1 << 20;
    private static final Path MEMINFO = Path.of("/proc/meminfo");

    private Machine() {}

    /** @throws StackException if free memory or disk space would not do; the message says how much is missing */
    static void requireRoomFor(StackOptions options) {
        long neededMemory = 0;
        long neededDisk = 0;
        for (ServerKind kind : options.servers()) {
            neededMemory += (long) options.processes(kind) * memoryMegabytes(kind, options.heapMegabytes());
            neededDisk += (long) options.processes(kind) * kind.diskMegabytes();
        }
        require("memory", neededMemory, availableMemoryMegabytes(), options, "stop something or lower the heap");
        require(
                "disk space in " + options.directory(),
                neededDisk,
                usableDiskMegabytes(options.directory()),
                options,
                "make room or choose another directory");
    }

    static void require(String what, long needed, long available, StackOptions options, String advice) {
        if (available < needed) {
            throw new StackException("too little " + what + " for "
                    + options.servers().stream().sorted().toList() + ": " + needed + " MiB needed, " + available
                    + " MiB free; " + advice);
        }
    }

    private static long memoryMegabytes(ServerKind kind, int heapMegabytes) {
        int moreHeap = kind == ServerKind.REDIS ? 0 : heapMegabytes - StackOptions.DEFAULT_HEAP_MEGABYTES;
        return kind.memoryMegabytes() + moreHeap;
    }

    /** @return what the kernel would give without swapping, or all there is where the kernel does not say */
    private static long availableMemoryMegabytes() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long limit = system.getTotalMemorySize() / MIB; // of the container, if we are in one
        if (!Files.exists(MEMINFO)) {
            return limit;
        }
        try (Stream<String> lines = Files.lines(MEMINFO)) {
            return lines.filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .map(available -> Math.min(available, limit))
                    .findFirst()
                    .orElse(limit);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + MEMINFO, e);
        }
    }

    private static long usableDiskMegabytes(Path directory) {
        try {
            Files.createDirectories(directory);
            return Files.getFileStore(directory).getUsableSpace() / MIB;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use " + directory, e);
        }
    }
}
