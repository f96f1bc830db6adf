package city.haihe.cedar;

import city.haihe.cedar.Lexer.Kind;
import city.haihe.cedar.Lexer.Token;
import city.haihe.cedar.Value.EntityUid;
import java.util.List;
import java.util.Set;

/** Goes over the tokens of a text, and reads what policies and schemas have in common. */
class TokenReader {

    static final Set<String> RESERVED =
            Set.of("true", "false", "if", "then", "else", "in", "like", "has", "is", "__cedar");

    private final List<Token> tokens;
    private int next;

    TokenReader(String text) throws MalformedException {
        tokens = new Lexer(text).tokens();
    }

    final Token peek() {
        return tokens.get(next);
    }

    final Token peek(int ahead) {
        return tokens.get(Math.clamp(next + ahead, 0, tokens.size() - 1));
    }

    final Token take() {
        Token token = peek();
        if (token.kind() != Kind.END) {
            next++;
        }
        return token;
    }

    final boolean atEnd() {
        return peek().kind() == Kind.END;
    }

    final boolean next(String symbol) {
        return peek().is(symbol);
    }

    final boolean taken(String symbol) {
        if (!next(symbol)) {
            return false;
        }
        take();
        return true;
    }

    final Token expect(String symbol) throws MalformedException {
        if (!next(symbol)) {
            throw wrong(peek(), '"' + symbol + '"');
        }
        return take();
    }

    final String identifier() throws MalformedException {
        Token token = take();
        if (token.kind() != Kind.IDENTIFIER || RESERVED.contains(token.text())) {
            throw wrong(token, "an identifier that is no reserved word");
        }
        return token.text();
    }

    final String string() throws MalformedException {
        Token token = take();
        if (token.kind() != Kind.STRING) {
            throw wrong(token, "a string in double quotes");
        }
        return Lexer.unescape(token);
    }

    /** An attribute's name: an identifier or a string. */
    final String name() throws MalformedException {
        return peek().kind() == Kind.STRING ? string() : identifier();
    }

    /** Identifiers with {@code ::} between; stops before a {@code ::} that a string follows. */
    final String path() throws MalformedException {
        StringBuilder path = new StringBuilder(identifier());
        while (next("::") && peek(1).kind() == Kind.IDENTIFIER) {
            take();
            path.append("::").append(identifier());
        }
        return path.toString();
    }

    final EntityUid entity() throws MalformedException {
        String type = path();
        expect("::");
        return new EntityUid(type, string());
    }

    static MalformedException wrong(Token token, String expected) {
        return new MalformedException(token.at(), "%s (expected: %s)".formatted(token.shown(), expected));
    }
}
