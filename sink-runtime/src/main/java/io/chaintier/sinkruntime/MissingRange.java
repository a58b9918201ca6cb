package io.chaintier.sinkruntime;

import static java.util.Objects.requireNonNull;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/**
 * Offsets of a partition that Kafka no longer has, nor the fallback file. As text {@code chain.blocks-3:30-39}.
 *
 * @param first offset that is missing
 * @param last  offset that is missing, {@code first} or more
 */
public record MissingRange(TopicPartition partition, long first, long last) {
    private static final Pattern TEXT = Pattern.compile("([a-zA-Z0-9._-]+)-(\\d{1,9}):(\\d{1,18})-(\\d{1,18})");

    /** @throws IllegalArgumentException if the range is empty */
    public MissingRange {
        requireNonNull(partition, "partition");
        if (first < 0 || last < first) {
            throw new IllegalArgumentException("offsets " + first + "-" + last
                    + ": expected the first missing offset and the last, in this order");
        }
    }

    /** @throws IllegalArgumentException if the text has another shape; the message shows it */
    public static MissingRange parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    text + ": expected TOPIC-PARTITION:FIRST-LAST, for example chain.blocks-3:30-39");
        }
        return new MissingRange(
                new TopicPartition(matcher.group(1), Integer.parseInt(matcher.group(2))),
                Long.parseLong(matcher.group(3)),
                Long.parseLong(matcher.group(4)));
    }

    @Override
    public String toString() {
        return partition + ":" + first + "-" + last;
    }
}
