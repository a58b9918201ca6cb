package io.chaintier.localstack;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** How a server is asked whether it is there: briefly, over a connection of its own. */
final class Probe {
    private static final int TIMEOUT_MS = 2_000;

    private Probe() {}

    static boolean isListening(InetSocketAddress address) {
        try (Socket socket = connect(address)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    static Socket connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(address, TIMEOUT_MS);
            socket.setSoTimeout(TIMEOUT_MS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
