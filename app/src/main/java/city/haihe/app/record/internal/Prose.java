package city.haihe.app.record.internal;

import city.haihe.fhir.FhirArray;
import city.haihe.fhir.FhirObject;
import city.haihe.fhir.FhirString;
import city.haihe.fhir.FhirValue;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * What is written in a resource for people: its narrative, which {@code _text} searches, and its free texts, which
 * {@code _content} searches beside all that codes and strings say. It has a table of its own, for the few that have any.
 *
 * @param narrative the narrative without its markup, normalised; empty where there is none
 * @param notes the free texts, normalised
 */
record Prose(String narrative, String notes) {

    /** Stands among the parameters that have a value where a resource has prose: a row of an earlier version may be left. */
    static final String PARAMETER = "_text";

    static final Prose NONE = new Prose("", "");

    /** Members that hold free text, in themselves or in an annotation. */
    private static final Set<String> FREE = Set.of(
            "note",
            "comment",
            "description",
            "conclusion",
            "purpose",
            "patientInstruction",
            "valueString",
            "valueMarkdown",
            "summary",
            "details",
            "instruction",
            "copyright");

    /** A longer narrative is found by its beginning. */
    private static final int MAX_TEXT = 20_000;

    private static final long NOTES = TermHash.parameter("_content");
    private static final long WORDS = TermHash.parameter(PARAMETER);

    boolean isEmpty() {
        return narrative.isEmpty() && notes.isEmpty();
    }

    static Prose of(FhirObject resource) {
        String narrative = "";
        StringBuilder notes = new StringBuilder();
        for (int index = 0; index < resource.size(); index++) {
            String name = resource.nameAt(index);
            if (name.equals("text")
                    && resource.valueAt(index) instanceof FhirObject text
                    && text.string("div") instanceof String div) {
                narrative = normalised(withoutMarkup(div));
            } else if (FREE.contains(name)) {
                gather(resource.valueAt(index), notes);
            }
        }
        return narrative.isEmpty() && notes.isEmpty() ? NONE : new Prose(narrative, normalised(notes.toString()));
    }

    private static void gather(FhirValue value, StringBuilder notes) {
        if (value instanceof FhirString(String text)) {
            notes.append(text).append('\n');
        } else if (value instanceof FhirArray array) {
            array.forEach(item -> gather(item, notes));
        } else if (value instanceof FhirObject annotation && annotation.get("text") instanceof FhirString text) {
            gather(text, notes);
        }
    }

    private static String normalised(String text) {
        return ResourceIndexer.normalise(text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text);
    }

    private static String withoutMarkup(String div) {
        StringBuilder text = new StringBuilder(div.length());
        int at = 0;
        while (at < div.length()) {
            char c = div.charAt(at);
            if (c == '<') {
                int end = div.indexOf('>', at);
                at = end < 0 ? div.length() : end + 1;
                text.append(' ');
            } else if (c == '&') {
                int end = div.indexOf(';', at);
                at = end < 0 || end - at > 10 ? at + 1 : entity(div.substring(at + 1, end), text, end + 1);
            } else {
                text.append(c);
                at++;
            }
        }
        return text.toString();
    }

    private static int entity(String name, StringBuilder text, int next) {
        switch (name) {
            case "lt" -> text.append('<');
            case "gt" -> text.append('>');
            case "amp" -> text.append('&');
            case "quot" -> text.append('"');
            case "apos" -> text.append('\'');
            default -> {
                try {
                    if (name.startsWith("#x")) {
                        text.appendCodePoint(Integer.parseInt(name.substring(2), 16));
                    } else if (name.startsWith("#")) {
                        text.appendCodePoint(Integer.parseInt(name.substring(1)));
                    } else {
                        text.append(' ');
                    }
                } catch (IllegalArgumentException noCharacter) {
                    text.append(' ');
                }
            }
        }
        return next;
    }

    /** The terms of a normalised text: its words, and of Chinese every character and every pair. */
    static void words(String normalised, LongConsumer terms) {
        int start = 0;
        for (int index = 0; index <= normalised.length(); index++) {
            char c = index < normalised.length() ? normalised.charAt(index) : ' ';
            boolean han = Pinyin.isHan(c);
            if (Character.isLetterOrDigit(c) && !han) {
                continue;
            }
            if (index > start) {
                terms.accept(TermHash.token(WORDS, normalised.substring(start, index)));
            }
            start = index + 1;
            if (han) {
                terms.accept(TermHash.token(WORDS, normalised.substring(index, index + 1)));
                if (index + 1 < normalised.length() && Pinyin.isHan(normalised.charAt(index + 1))) {
                    terms.accept(TermHash.token(WORDS, normalised.substring(index, index + 2)));
                }
            }
        }
    }

    /**
     * A word that is searched for, or a run of Chinese.
     *
     * @param terms what it leaves among the terms of a text
     * @param chinese whether it is Chinese, which may stand within more of it
     */
    record Word(String text, List<Long> terms, boolean chinese) {

        /** Whether all of its terms may be in a text that it does not stand in. */
        boolean recheck() {
            return chinese && text.length() > 2;
        }
    }

    /** The words of a normalised text that is searched for. */
    static List<Word> wordsOf(String normalised) {
        List<Word> words = new ArrayList<>();
        int start = 0;
        for (int index = 0; index <= normalised.length(); index++) {
            char c = index < normalised.length() ? normalised.charAt(index) : ' ';
            boolean inWord = Character.isLetterOrDigit(c);
            boolean turn = inWord && index > start && Pinyin.isHan(c) != Pinyin.isHan(normalised.charAt(start));
            if (inWord && !turn) {
                continue;
            }
            if (index > start) {
                words.add(word(normalised.substring(start, index)));
            }
            start = turn ? index : index + 1;
        }
        return words;
    }

    private static Word word(String text) {
        boolean chinese = Pinyin.isHan(text.charAt(0));
        List<Long> terms = new ArrayList<>();
        if (chinese && text.length() > 1) {
            for (int index = 0; index + 1 < text.length(); index++) {
                terms.add(TermHash.token(WORDS, text.substring(index, index + 2)));
            }
        } else {
            terms.add(TermHash.token(WORDS, text));
        }
        return new Word(text, terms, chinese);
    }

    /** The term of a word among the notes instead of the narrative. */
    static long inNotes(long word) {
        return word ^ NOTES;
    }

    /** The terms of the narrative and of the notes. */
    long[] terms() {
        TermSet terms = new TermSet();
        words(narrative, terms);
        words(notes, word -> terms.accept(inNotes(word)));
        return terms.toArray();
    }

    /** Writes the prose of the versions; that of an earlier version is replaced. */
    static void insert(Connection connection, List<NewVersion> versions) throws SQLException {
        PreparedStatement statement = null;
        try {
            for (NewVersion version : versions) {
                Prose prose = version.index().prose();
                if (prose.isEmpty()) {
                    continue;
                }
                if (statement == null) {
                    statement = connection.prepareStatement("INSERT INTO record.prose (type,id,terms,narrative,notes)"
                            + " VALUES (?,?,?,?,?) ON CONFLICT (type,id) DO UPDATE SET terms=excluded.terms,"
                            + "narrative=excluded.narrative,notes=excluded.notes");
                }
                statement.setString(1, version.resource().type());
                statement.setString(2, version.resource().id());
                statement.setObject(3, prose.terms());
                statement.setString(4, prose.narrative());
                statement.setString(5, prose.notes());
                statement.addBatch();
            }
            if (statement != null) {
                statement.executeBatch();
            }
        } finally {
            if (statement != null) {
                statement.close();
            }
        }
    }
}
