package io.chaintier.gateway.cases;

import io.chaintier.gateway.read.Tier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Requests and the answers expected, in the style of the execution API's test vectors. A file is read from top to bottom
 * and its cases run in that order, against one gateway:
 *
 * <pre>
 * // What the next case shows; several lines are joined.
 * >> {"jsonrpc":"2.0","id":1,"method":"eth_chainId"}
 * &lt;&lt; {"jsonrpc":"2.0","id":1,"result":"0x7a69"}
 *
 * >> /eip155:1 {"jsonrpc":"2.0","id":1,"method":"eth_chainId"}
 * &lt;&lt; {"jsonrpc":"2.0","id":1,"result":"0x1"}
 * &lt;&lt;[memory] {"jsonrpc":"2.0","id":1,"error":{"code":-32002,"message":"not available now..."}}
 *
 * >> {"jsonrpc":"2.0","method":"eth_chainId"}
 * &lt;&lt; 204
 * </pre>
 *
 * <p>The path is {@code /eip155:31337} where none is given, the status 200. A line with tiers in brackets counts for
 * gateways over one of those alone, and for them before the line without. The body of a request is sent as it stands,
 * so it need not be JSON. {@link Expectation} says how an answer is compared.
 *
 * @param name  of the file, without its ending
 * @param cases in order
 */
record CaseFile(String name, List<Case> cases) {
    private static final String DEFAULT_PATH = "/eip155:31337";
    private static final Pattern REQUEST = Pattern.compile(">>\\s*(?:(/\\S*)\\s+)?(.*)");
    private static final Pattern ANSWER = Pattern.compile("<<(?:\\[([a-z, ]+)])?\\s*(?:(\\d{3})\\b)?\\s*(.*)");
    private static final int OK = 200;

    /**
     * @param shows    for people
     * @param path     where it is posted
     * @param request  the body
     * @param expected one or more; the first that counts for a tier
     */
    record Case(String shows, String path, String request, List<Answer> expected) {
        /** @throws IllegalStateException if the file does not say what this tier answers */
        Answer expectedOf(Tier tier) {
            return expected.stream()
                    .filter(answer -> answer.tiers().contains(tier))
                    .findFirst()
                    .or(() -> expected.stream()
                            .filter(answer -> answer.tiers().isEmpty())
                            .findFirst())
                    .orElseThrow(() -> new IllegalStateException("nothing is expected of " + tier + ": " + request));
        }
    }

    /**
     * @param tiers  empty for all that have no line of their own
     * @param status of HTTP
     * @param json   empty for no body
     */
    record Answer(Set<Tier> tiers, int status, String json) {}

    /** All files of a directory, by name. */
    static List<CaseFile> in(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".io"))
                    .sorted()
                    .map(CaseFile::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CaseFile read(Path file) {
        String name = file.getFileName().toString().replaceFirst("\\.io$", "");
        try {
            return parse(name, Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static CaseFile parse(String name, List<String> lines) {
        List<Case> cases = new ArrayList<>();
        List<String> comment = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            Matcher request = REQUEST.matcher(line);
            Matcher answer = ANSWER.matcher(line);
            if (line.startsWith("//")) {
                comment.add(line.substring(2).trim());
            } else if (request.matches()) {
                String shows = comment.isEmpty() ? "line " + (i + 1) : String.join(" ", comment);
                String path = Optional.ofNullable(request.group(1)).orElse(DEFAULT_PATH);
                cases.add(new Case(shows, path, request.group(2), new ArrayList<>()));
                comment.clear();
            } else if (answer.matches() && !cases.isEmpty()) {
                cases.get(cases.size() - 1).expected().add(answer(answer));
            } else if (!line.isBlank()) {
                throw new IllegalArgumentException(
                        name + ".io, line " + (i + 1) + ": expected //, >> or <<, but got " + line);
            }
        }
        return new CaseFile(name, List.copyOf(cases));
    }

    private static Answer answer(Matcher line) {
        Set<Tier> tiers = line.group(1) == null
                ? Set.of()
                : Stream.of(line.group(1).split(","))
                        .map(String::trim)
                        .map(Tier::parse)
                        .collect(Collectors.toSet());
        int status = line.group(2) == null ? OK : Integer.parseInt(line.group(2));
        return new Answer(tiers, status, line.group(3));
    }
}
