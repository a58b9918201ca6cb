package io.chaintier.localstack;

import io.chaintier.childprocess.ChildProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a main class of these tests in a JVM of its own, which a test may kill. */
final class OtherJvm implements AutoCloseable {
    private final Process process;

    private OtherJvm(Process process) {
        this.process = process;
    }

    static OtherJvm running(Class<?> mainClass, String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ServerJava.ofThisProcess().toString());
        command.add("-Dchaintier.home=" + System.getProperty("chaintier.home"));
        command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
        String classPath =
                classes(LocalStack.class) + ":" + classes(ChildProcess.class) + ":" + classes(OtherJvm.class);
        command.addAll(List.of("-cp", classPath, mainClass.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().remove(SharedStack.DIRECTORY_VARIABLE);
        return new OtherJvm(builder.start());
    }

    /** @return the next line it prints */
    String line() throws IOException {
        return output().readLine();
    }

    private BufferedReader output() {
        return process.inputReader();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static Path classes(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
