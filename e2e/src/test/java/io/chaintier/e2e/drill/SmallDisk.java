package io.chaintier.e2e.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of its own in memory, small enough to be filled, which can be made read-only and larger. Needs root. */
final class SmallDisk implements AutoCloseable {
    private final Path directory;

    private SmallDisk(Path directory) {
        this.directory = directory;
    }

    static SmallDisk mount(Path directory, int megabytes) throws IOException {
        Files.createDirectories(directory);
        command("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", directory.toString());
        return new SmallDisk(directory);
    }

    void resize(int megabytes) {
        remount("size=" + megabytes + "m");
    }

    /** Only while nobody has a file of it open for writing. */
    void readOnly() {
        remount("ro");
    }

    void writable() {
        remount("rw");
    }

    private void remount(String option) {
        command("mount", "-o", "remount," + option, directory.toString());
    }

    private static void command(String... command) {
        assertThat(Root.run(command)).as(String.join(" ", command)).isEmpty();
    }

    @Override
    public void close() {
        command("umount", "--lazy", directory.toString());
    }
}
