package io.chaintier.spill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A folder of the file system, locked against other processes and other logs of this one. */
final class FolderDisk implements Disk {
    static final String LOCK = "lock";

    private static final int CHUNK_BYTES = 1 << 20;
    /**
     * Folders that logs of this process have. The system's lock is the process's: closing any other channel to the lock
     * file would let it go, so within the process nobody opens a second one.
     */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel lockFile;

    private FolderDisk(Path folder, FileChannel lockFile) {
        this.folder = folder;
        this.lockFile = lockFile;
    }

    /**
     * Makes the folder where it is missing, and takes it.
     *
     * @throws SpillRefusedException if another log has it
     */
    static FolderDisk take(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path real = folder.toRealPath();
        if (!OURS.add(real)) {
            throw new SpillRefusedException(folder + " is in use by another log of this process");
        }
        try {
            return new FolderDisk(real, lock(real));
        } catch (IOException | RuntimeException e) {
            OURS.remove(real);
            throw e;
        }
    }

    /** Whether a log of this or another process has the folder now. Needs no right to write there. */
    static boolean isTaken(Path folder) throws IOException {
        Path lock = folder.resolve(LOCK);
        if (OURS.contains(folder.toRealPath())) {
            return true;
        }
        if (!Files.exists(lock)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.READ);
                FileLock shared = channel.tryLock(0, Long.MAX_VALUE, true)) {
            return shared == null;
        }
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(LOCK))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void create(String name, long bytes) throws IOException {
        Path path = folder.resolve(name);
        try (FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            // Written zeros reserve the space: a full disk is told here, and not by a fault in the mapping later.
            ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(CHUNK_BYTES, bytes));
            for (long at = 0; at < bytes; at += zeros.limit()) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - at));
                writeFully(channel, zeros, at);
            }
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    @Override
    public File open(String name) throws IOException {
        return openFile(folder.resolve(name), StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Opens a file of a folder that may not be ours, to be read only. */
    static File openToRead(Path file) throws IOException {
        return openFile(file, StandardOpenOption.READ);
    }

    @Override
    public void move(String name, String newName) throws IOException {
        Path target = folder.resolve(newName);
        Files.createDirectories(target.getParent());
        Files.move(folder.resolve(name), target, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(String name) throws IOException {
        Path path = folder.resolve(name);
        // A mapped file keeps its blocks after its name is gone. Cutting it first gives them back now; nobody touches
        // the mapping of a file that is to be deleted.
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
        Files.delete(path);
    }

    @Override
    public void forceNames() throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public long bytesIn(String below) throws IOException {
        return bytesIn(folder.resolve(below));
    }

    /** Bytes of all files in a folder; 0 where there is none. */
    static long bytesIn(Path path) throws IOException {
        long bytes = 0;
        if (Files.isDirectory(path)) {
            try (Stream<Path> files = Files.list(path)) {
                for (Path file : files.toList()) {
                    bytes += Files.size(file);
                }
            }
        }
        return bytes;
    }

    @Override
    public long usableBytes() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    @Override
    public String toString() {
        return folder.toString();
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
        OURS.remove(folder);
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel lockFile = FileChannel.open(
                folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            lock(folder, lockFile);
            return lockFile;
        } catch (IOException | RuntimeException e) {
            lockFile.close();
            throw e;
        }
    }

    private static void lock(Path folder, FileChannel lockFile) throws IOException {
        if (lockFile.tryLock() == null) {
            ByteBuffer text = ByteBuffer.allocate(64);
            lockFile.read(text, 0);
            String holder =
                    StandardCharsets.UTF_8.decode(text.flip()).toString().strip();
            throw new SpillRefusedException(
                    folder + " is in use by another process" + (holder.isEmpty() ? "" : ", " + holder));
        }
        String us = "process " + ProcessHandle.current().pid() + "\n";
        lockFile.truncate(0).write(ByteBuffer.wrap(us.getBytes(StandardCharsets.UTF_8)), 0);
    }

    private static File openFile(Path path, StandardOpenOption... options) throws IOException {
        FileChannel channel = FileChannel.open(path, options);
        return new File() {
            @Override
            public long size() throws IOException {
                return channel.size();
            }

            @Override
            public int read(ByteBuffer into, long position) throws IOException {
                int start = into.position();
                while (into.hasRemaining() && channel.read(into, position + into.position() - start) >= 0) {
                    // Short reads go on where they stopped.
                }
                return into.position() - start;
            }

            @Override
            public void write(ByteBuffer from, long position) throws IOException {
                writeFully(channel, from, position);
            }

            @Override
            public void force() throws IOException {
                channel.force(true);
            }

            @Override
            public Mapping map() throws IOException {
                return new FileMapping(channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size()));
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    private static void writeFully(FileChannel channel, ByteBuffer from, long position) throws IOException {
        int start = from.position();
        while (from.hasRemaining()) {
            channel.write(from, position + from.position() - start);
        }
    }

    private record FileMapping(MappedByteBuffer mapped) implements Mapping {
        private FileMapping {
            mapped.order(ByteOrder.LITTLE_ENDIAN);
        }

        @Override
        public ByteBuffer buffer() {
            return mapped;
        }

        @Override
        public void force(int from, int bytes) throws IOException {
            try {
                mapped.force(from, bytes);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
    }
}
