package city.haihe.app.identity.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The words of identity's pages in both languages. */
enum Words {
    CHINESE(
            "zh-CN",
            "",
            Map.ofEntries(
                    Map.entry("brand", "海河健康"),
                    Map.entry("home", "/"),
                    Map.entry("language", "English"),
                    Map.entry("other-lang", "en"),
                    Map.entry("sign-in.title", "登录"),
                    Map.entry("sign-in.lead", "登录后可查看您的预约和检查结果。"),
                    Map.entry("sign-in.user-label", "用户名"),
                    Map.entry("sign-in.password-label", "密码"),
                    Map.entry("sign-in.button", "登录"),
                    Map.entry("sign-in.help", "忘记用户名或密码时，请携带身份证到就诊医院的服务台办理。"),
                    Map.entry("problem.empty", "请填写用户名和密码。"),
                    Map.entry("problem.wrong", "用户名或密码不正确，请核对后再试。"),
                    Map.entry("problem.wait", "尝试次数较多，请 {seconds} 秒后再试。您的账号没有被锁定。"),
                    Map.entry("problem.wait-one", "尝试次数较多，请 1 秒后再试。您的账号没有被锁定。"),
                    Map.entry("consent.title", "是否允许这个应用？"),
                    Map.entry("consent.who", "谁"),
                    Map.entry("consent.what-label", "做什么"),
                    Map.entry("consent.whose", "谁的资料"),
                    Map.entry("consent.until-label", "到何时"),
                    Map.entry("consent.allow", "允许"),
                    Map.entry("consent.refuse", "不允许"),
                    Map.entry("consent.offline", "直到您撤回；30 天不使用会自动失效"),
                    Map.entry("consent.online", "这一次登录，最长 5 分钟"),
                    Map.entry("scope.everything", "{deed}全部健康记录"),
                    Map.entry("scope.some", "{deed}部分健康记录：{types}"),
                    Map.entry("scope.only", "{deed}部分健康记录：{types}，只限{items}"),
                    Map.entry("scope.see", "查看"),
                    Map.entry("scope.change", "添加或修改"),
                    Map.entry("scope.both", "查看、添加或修改"),
                    Map.entry("scope.all", "各类记录"),
                    Map.entry("scope.list", "、"),
                    Map.entry("scope.and", "，并且"),
                    Map.entry("scope.or", "或"),
                    Map.entry("scope.is", "为"),
                    Map.entry("scope.is-not", "不为"),
                    Map.entry("scope.identity", "知道您是谁"))),
    ENGLISH(
            "en",
            "/en",
            Map.ofEntries(
                    Map.entry("brand", "Haihe Health"),
                    Map.entry("home", "/en/"),
                    Map.entry("language", "中文"),
                    Map.entry("other-lang", "zh-CN"),
                    Map.entry("sign-in.title", "Sign in"),
                    Map.entry("sign-in.lead", "Sign in to see your appointments and results."),
                    Map.entry("sign-in.user-label", "Username"),
                    Map.entry("sign-in.password-label", "Password"),
                    Map.entry("sign-in.button", "Sign in"),
                    Map.entry(
                            "sign-in.help",
                            "Forgotten them? Bring your identity card to the service desk of your hospital."),
                    Map.entry("problem.empty", "Enter your username and your password."),
                    Map.entry("problem.wrong", "That username or password is not right. Check both and try again."),
                    Map.entry(
                            "problem.wait",
                            "There were many attempts. Try again in {seconds} seconds. Your account is not locked."),
                    Map.entry(
                            "problem.wait-one",
                            "There were many attempts. Try again in 1 second. Your account is not locked."),
                    Map.entry("consent.title", "Allow this app?"),
                    Map.entry("consent.who", "Who"),
                    Map.entry("consent.what-label", "What"),
                    Map.entry("consent.whose", "Whose data"),
                    Map.entry("consent.until-label", "Until"),
                    Map.entry("consent.allow", "Allow"),
                    Map.entry("consent.refuse", "Do not allow"),
                    Map.entry("consent.offline", "Until you take it back; it ends by itself after 30 days without use"),
                    Map.entry("consent.online", "This time only, for 5 minutes at most"),
                    Map.entry("scope.everything", "{deed} the whole health record"),
                    Map.entry("scope.some", "{deed} parts of the health record: {types}"),
                    Map.entry("scope.only", "{deed} parts of the health record: {types}, only where {items}"),
                    Map.entry("scope.see", "See"),
                    Map.entry("scope.change", "Add to or change"),
                    Map.entry("scope.both", "See, add to or change"),
                    Map.entry("scope.all", "records of every kind"),
                    Map.entry("scope.list", ", "),
                    Map.entry("scope.and", " and "),
                    Map.entry("scope.or", " or "),
                    Map.entry("scope.is", " is "),
                    Map.entry("scope.is-not", " is not "),
                    Map.entry("scope.identity", "Know who you are")));

    private final String language;
    private final String prefix;
    private final Map<String, String> texts;

    Words(String language, String prefix, Map<String, String> texts) {
        this.language = language;
        this.prefix = prefix;
        this.texts = texts;
    }

    static Words of(HttpServletRequest request) {
        return request.getRequestURI().startsWith("/en/") ? ENGLISH : CHINESE;
    }

    /** The language that an app asks for (OpenID Connect Core 3.1.2.1), else the browser's; Chinese where neither says. */
    static Words preferred(HttpServletRequest request) {
        String asked = request.getParameter("ui_locales");
        String wanted = asked == null ? request.getHeader("Accept-Language") : asked;
        return wanted != null && wanted.strip().toLowerCase(Locale.ROOT).startsWith("en") ? ENGLISH : CHINESE;
    }

    Words other() {
        return this == CHINESE ? ENGLISH : CHINESE;
    }

    String language() {
        return language;
    }

    String path(String path) {
        return prefix + path;
    }

    String text(String key) {
        return String.valueOf(texts.get(key));
    }

    /** The words that the frame and one page need, by their names in the templates. */
    Map<String, String> of(String page) {
        return texts.entrySet().stream()
                .filter(entry -> !entry.getKey().contains(".") || entry.getKey().startsWith(page + "."))
                .collect(Collectors.toMap(entry -> entry.getKey().replace(page + ".", ""), Map.Entry::getValue));
    }

    /** What a sign-in page says of a problem; the pause matters to {@code wait} alone. */
    String problem(String problem, long pauseSeconds) {
        String key = problem.equals("wait") && pauseSeconds == 1 ? "wait-one" : problem;
        return text("problem." + key).replace("{seconds}", Long.toString(pauseSeconds));
    }

    /** The scopes in plain words, a sentence each. */
    List<String> scopes(List<String> scopes) {
        return new ScopeWords(this).of(scopes);
    }
}
