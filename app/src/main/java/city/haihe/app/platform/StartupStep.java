package city.haihe.app.platform;

/** Something to be done once at every start, after the migrations and before the process is ready. */
public interface StartupStep {

    /** When: clients and keys at 100, demo data at 200, warm-ups at 300; equal numbers run in the order of names. */
    int order();

    /** What people see while it runs, such as {@code sample city}. */
    String name();

    /** Does it; a failure ends the start. It must notice by itself what was done at an earlier start. */
    void run() throws Exception;
}
