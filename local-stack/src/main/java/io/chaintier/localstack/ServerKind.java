package io.chaintier.localstack;

/** What can be started by itself. Cassandra comes with both its datacenters or not at all. */
public enum ServerKind {
    KAFKA(900, 512),
    REDIS(64, 64),
    CASSANDRA(1000, 512);

    private final int memoryMegabytes;
    private final int diskMegabytes;

    ServerKind(int memoryMegabytes, int diskMegabytes) {
        this.memoryMegabytes = memoryMegabytes;
        this.diskMegabytes = diskMegabytes;
    }

    /** @return what one process of this kind takes once it runs idle with the default heap, in megabytes */
    int memoryMegabytes() {
        return memoryMegabytes;
    }

    /** @return what one process of this kind writes before any data of ours, with room to work, in megabytes */
    int diskMegabytes() {
        return diskMegabytes;
    }
}
