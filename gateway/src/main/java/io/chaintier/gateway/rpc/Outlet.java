package io.chaintier.gateway.rpc;

/** The way to one client that wants to be told. Safe for many threads; nothing blocks. */
public interface Outlet {
    /** Whether so much is on its way that the client should be told no more now. */
    boolean isFull();

    /** Sends a message behind those sent before; does nothing where the client has gone. */
    void send(String text);

    /**
     * Ends the connection.
     *
     * @param code   of WebSocket's close
     * @param reason for people, cut where it is long
     */
    void close(int code, String reason);
}
