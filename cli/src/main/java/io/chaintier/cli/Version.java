package io.chaintier.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** Which build this is, from the jar's manifest. */
public final class Version implements IVersionProvider {
    /** For example {@code 1.2.0}. */
    public static String current() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)");
    }

    @Override
    public String[] getVersion() {
        return new String[] {"chaintier " + current(), "Java " + System.getProperty("java.version")};
    }
}
