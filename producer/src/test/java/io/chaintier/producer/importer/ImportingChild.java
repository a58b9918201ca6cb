package io.chaintier.producer.importer;

import io.chaintier.event.ChainId;
import io.chaintier.producer.publish.ChainPublisher;
import io.chaintier.producer.testing.Publishers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Imports files: {@code BOOTSTRAP CHAIN FILE...}. */
public final class ImportingChild {
    private ImportingChild() {}

    public static void main(String[] arguments) throws InterruptedException {
        ChainId chain = ChainId.parse(arguments[1]);
        List<Path> files = Arrays.stream(arguments).skip(2).map(Path::of).toList();
        try (ChainPublisher publisher = ChainPublisher.open(Publishers.config(arguments[0], chain, "import"), chain)) {
            new Importer(publisher, new ImportOptions(files, false, false, true), new Heard()).run();
        }
    }
}
