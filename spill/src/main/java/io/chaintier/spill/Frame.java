package io.chaintier.spill;

/**
 * One entry of a log. It says of which stretch of which stream it is: for a record of Kafka, the stream stands for the
 * partition, {@code from} is the position its reader had before it and {@code to} the offset behind it. Stretches of a
 * stream that follow one another without a hole have {@code from} equal to the {@code to} before.
 *
 * @param stream       which stream, 0 or more; its meaning is the owner's
 * @param from         first position that this frame covers, 0 or more
 * @param to           position behind it, more than {@code from}
 * @param appendedAtMs when it was appended, in milliseconds since 1970
 * @param payload      the owner's bytes, checked against their CRC; not copied
 * @param place        where it ends in the log
 */
public record Frame(int stream, long from, long to, long appendedAtMs, byte[] payload, Place place) {

    /**
     * The end of a frame in a log. Of two frames the one with the higher place is behind the other.
     *
     * @param segment  number of the segment, from 1
     * @param position behind the frame in the segment, in bytes
     * @param ordinal  which frame of the segment, from 1
     */
    public record Place(long segment, long position, int ordinal) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int bySegment = Long.compare(segment, other.segment);
            return bySegment != 0 ? bySegment : Long.compare(position, other.position);
        }
    }
}
