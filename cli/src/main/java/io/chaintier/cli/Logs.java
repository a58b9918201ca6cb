package io.chaintier.cli;

import java.nio.file.Path;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.FileAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.layout.PatternLayout;

/** Where log lines go. */
final class Logs {
    private static final String PATTERN = "%d{HH:mm:ss.SSS} %-5level [%t] %logger{1.} %msg%n";

    private Logs() {}

    /** From now on to this file alone, for commands whose terminal shows something better. */
    static void toFile(Path file) {
        LoggerContext context = LoggerContext.getContext(false);
        Configuration configuration = context.getConfiguration();
        FileAppender appender = FileAppender.newBuilder()
                .setName("file")
                .setFileName(file.toString())
                .setAppend(false)
                .setLayout(PatternLayout.newBuilder()
                        .setPattern(PATTERN)
                        .setConfiguration(configuration)
                        .build())
                .setConfiguration(configuration)
                .build();
        appender.start();
        configuration.addAppender(appender);
        configuration.getRootLogger().getAppenders().keySet().forEach(configuration.getRootLogger()::removeAppender);
        configuration.getRootLogger().addAppender(appender, null, null);
        context.updateLoggers();
    }
}
