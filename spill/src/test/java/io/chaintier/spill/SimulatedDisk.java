package io.chaintier.spill;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A disk with a page cache in front of it, which can lose power. Each file has what programs see (the cache) and what
 * would be there after a power loss (the platter). Pages reach the platter when they are forced, and at random moments
 * besides; names (created, moved, deleted) reach it in their order, when names are forced or at random. A power loss
 * leaves the platter, with any of the other pages on top.
 */
final class SimulatedDisk implements Disk {
    static final int PAGE_BYTES = 4096;

    private final Random random;
    private final Map<String, SimulatedFile> names;
    /** What survives: names to files, and the changes of names that are not there yet. */
    private final Map<String, SimulatedFile> durableNames;

    private final Deque<Runnable> pendingNames = new ArrayDeque<>();

    private long capacityBytes = Long.MAX_VALUE;
    private int forcesUntilFailure = -1;
    private int createsUntilFailure = -1;
    private long forces;

    SimulatedDisk(Random random) {
        this(random, new TreeMap<>());
    }

    private SimulatedDisk(Random random, Map<String, SimulatedFile> files) {
        this.random = random;
        this.names = new TreeMap<>(files);
        this.durableNames = new TreeMap<>(files);
    }

    /** What the next start finds after the power was lost now. */
    SimulatedDisk afterPowerLoss() {
        int survivors = random.nextInt(pendingNames.size() + 1);
        for (int i = 0; i < survivors; i++) {
            pendingNames.remove().run();
        }
        Map<String, SimulatedFile> left = new TreeMap<>();
        durableNames.forEach((name, file) -> left.put(name, file.afterPowerLoss(random)));
        return new SimulatedDisk(random, left);
    }

    /** What the next start finds after the process was killed now: all that it stored. */
    SimulatedDisk afterKill() {
        Map<String, SimulatedFile> left = new TreeMap<>();
        names.forEach((name, file) -> left.put(name, file.copy()));
        SimulatedDisk disk = new SimulatedDisk(random, left);
        return disk;
    }

    /** Some pages find their way to the platter by themselves. */
    void writeBackSome() {
        names.values().forEach(file -> file.writeBackSome(random));
        if (!pendingNames.isEmpty() && random.nextBoolean()) {
            pendingNames.remove().run();
        }
    }

    /** From now on files take this many bytes altogether. */
    void limitTo(long bytes) {
        capacityBytes = bytes;
    }

    long usedBytes() {
        return names.values().stream().mapToLong(file -> file.cache.capacity()).sum();
    }

    /** The force after so many more fails, once; what it should have forced is lost at a power loss. */
    void failForceAfter(int more) {
        forcesUntilFailure = more;
    }

    void failCreateAfter(int more) {
        createsUntilFailure = more;
    }

    long forces() {
        return forces;
    }

    /** The bytes of a file as programs see them, to be damaged. */
    ByteBuffer bytes(String name) {
        return names.get(name).cache;
    }

    void cut(String name, int bytes) {
        names.put(name, names.get(name).cut(bytes));
        durableNames.put(name, names.get(name));
    }

    @Override
    public List<String> list() {
        return names.keySet().stream().filter(name -> !name.contains("/")).toList();
    }

    @Override
    public long bytesIn(String folder) {
        return names.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(folder))
                .mapToLong(entry -> entry.getValue().cache.capacity())
                .sum();
    }

    @Override
    public void create(String name, long bytes) throws IOException {
        if (createsUntilFailure >= 0 && createsUntilFailure-- == 0) {
            throw new IOException("injected: the file cannot be made");
        }
        if (usedBytes() + bytes > capacityBytes) {
            throw new IOException("No space left on device");
        }
        if (names.containsKey(name)) {
            throw new IOException(name + " exists");
        }
        SimulatedFile file = new SimulatedFile((int) bytes);
        names.put(name, file);
        pendingNames.add(() -> durableNames.put(name, file));
    }

    @Override
    public File open(String name) throws IOException {
        SimulatedFile file = names.get(name);
        if (file == null) {
            throw new FileNotFoundException(name);
        }
        return new OpenFile(file);
    }

    @Override
    public void move(String name, String newName) {
        SimulatedFile file = names.remove(name);
        names.put(newName, file);
        pendingNames.add(() -> durableNames.put(newName, durableNames.remove(name)));
    }

    @Override
    public void delete(String name) throws IOException {
        if (names.remove(name) == null) {
            throw new FileNotFoundException(name);
        }
        pendingNames.add(() -> durableNames.remove(name));
    }

    @Override
    public void forceNames() {
        while (!pendingNames.isEmpty()) {
            pendingNames.remove().run();
        }
    }

    @Override
    public long usableBytes() {
        return capacityBytes - usedBytes();
    }

    @Override
    public String toString() {
        return "the simulated disk";
    }

    @Override
    public void close() {
        // Nothing is held.
    }

    private void checkForce() throws IOException {
        forces++;
        if (forcesUntilFailure >= 0 && forcesUntilFailure-- == 0) {
            throw new IOException("injected: the disk did not take it");
        }
    }

    /** Files that are in use, with pages that differ from the platter. */
    List<String> dirtyFiles() {
        List<String> dirty = new ArrayList<>();
        names.forEach((name, file) -> {
            if (file.cache.mismatch(file.platter) >= 0) {
                dirty.add(name);
            }
        });
        return dirty;
    }

    private static final class SimulatedFile {
        private final ByteBuffer cache;
        private final ByteBuffer platter;

        SimulatedFile(int bytes) {
            cache = ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
            platter = ByteBuffer.allocate(bytes);
        }

        SimulatedFile copy() {
            SimulatedFile copy = new SimulatedFile(cache.capacity());
            copy.cache.put(0, cache, 0, cache.capacity());
            copy.platter.put(0, platter, 0, platter.capacity());
            return copy;
        }

        SimulatedFile afterPowerLoss(Random random) {
            writeBackSome(random);
            SimulatedFile left = new SimulatedFile(cache.capacity());
            left.cache.put(0, platter, 0, platter.capacity());
            left.platter.put(0, platter, 0, platter.capacity());
            return left;
        }

        SimulatedFile cut(int bytes) {
            SimulatedFile cut = new SimulatedFile(bytes);
            cut.cache.put(0, cache, 0, bytes);
            cut.platter.put(0, cache, 0, bytes);
            return cut;
        }

        /** Each page that differs reaches the platter or does not. */
        void writeBackSome(Random random) {
            for (int page = 0; page < cache.capacity(); page += PAGE_BYTES) {
                if (random.nextBoolean()) {
                    writeBack(page, Math.min(PAGE_BYTES, cache.capacity() - page));
                }
            }
        }

        void writeBack(int from, int bytes) {
            platter.put(from, cache, from, bytes);
        }
    }

    private final class OpenFile implements File {
        private final SimulatedFile file;

        OpenFile(SimulatedFile file) {
            this.file = file;
        }

        @Override
        public long size() {
            return file.cache.capacity();
        }

        @Override
        public int read(ByteBuffer into, long position) {
            int bytes = (int) Math.max(0, Math.min(into.remaining(), file.cache.capacity() - position));
            into.put(into.position(), file.cache, (int) Math.min(position, file.cache.capacity()), bytes);
            into.position(into.position() + bytes);
            return bytes;
        }

        @Override
        public void write(ByteBuffer from, long position) {
            file.cache.put((int) position, from, from.position(), from.remaining());
            from.position(from.limit());
        }

        @Override
        public void force() throws IOException {
            checkForce();
            file.writeBack(0, file.cache.capacity());
        }

        @Override
        public Mapping map() {
            return new Mapping() {
                @Override
                public ByteBuffer buffer() {
                    return file.cache;
                }

                @Override
                public void force(int from, int bytes) throws IOException {
                    checkForce();
                    int start = from / PAGE_BYTES * PAGE_BYTES;
                    int end =
                            Math.min(file.cache.capacity(), (from + bytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES);
                    file.writeBack(start, end - start);
                }
            };
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
