package io.chaintier.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;

/**
 * One connection over which JSON-RPC is asked again and again, and nothing more: what it costs itself is small beside
 * what it measures. One thread.
 */
final class KeepAlive implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final String head;

    KeepAlive(URI uri) {
        try {
            socket = new Socket(uri.getHost(), uri.getPort());
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            out = socket.getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot connect to " + uri, e);
        }
        String path = uri.getPath().isEmpty() ? "/" : uri.getPath();
        head = "POST " + path + " HTTP/1.1\r\nHost: " + uri.getAuthority()
                + "\r\nContent-Type: application/json\r\nContent-Length: ";
    }

    /**
     * @param call the whole request
     * @return length of the answer in bytes
     * @throws IllegalStateException if the answer is not a result
     */
    int ask(String call) {
        try {
            out.write((head + call.length() + "\r\n\r\n" + call).getBytes(ISO_8859_1));
            int length = contentLength();
            byte[] body = in.readNBytes(length);
            requireResult(body);
            return length;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int contentLength() throws IOException {
        int length = -1;
        for (String line = line(); !line.isEmpty(); line = line()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).trim());
            }
        }
        if (length < 0) {
            throw new IllegalStateException("the answer has no Content-Length");
        }
        return length;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the connection was closed");
            }
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(ISO_8859_1);
    }

    /** An error, or nothing found, would be answered faster than what is asked for. */
    private static void requireResult(byte[] body) {
        String beginning = new String(body, 0, Math.min(body.length, 200), ISO_8859_1);
        if (beginning.contains("\"error\"") || beginning.contains("\"result\":null")) {
            throw new IllegalStateException("expected a result, but got " + beginning);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
