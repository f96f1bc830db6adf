package city.haihe.app.demo.internal;

import city.haihe.app.platform.Caller;
import city.haihe.app.platform.Traces;
import city.haihe.app.record.ClinicalRecord;
import city.haihe.simulator.SampleCity;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One load of a city into the record. Each Bundle is a transaction, so a resident is there with everything or not at all. */
final class CityLoad {

    private static final Logger LOG = LoggerFactory.getLogger(CityLoad.class);

    /** More do not help: PostgreSQL needs the other half of a small machine. */
    private static final int WORKERS = 2;

    private static final int STEPS_SHOWN = 10;

    private final ClinicalRecord record;
    private final SampleCity city;
    private final boolean resumed;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger loaded = new AtomicInteger();

    /**
     * A load that is about to begin.
     *
     * @param resumed whether some of the residents may be there already
     */
    CityLoad(ClinicalRecord record, SampleCity city, boolean resumed) {
        this.record = record;
        this.city = city;
        this.resumed = resumed;
    }

    /** Stores what is missing. */
    void run() {
        city.cityBundles().forEach(bundle -> record.transact(caller(), bundle));
        try (ExecutorService workers = Executors.newFixedThreadPool(
                WORKERS, Thread.ofPlatform().daemon().name("sample-city-", 0).factory())) {
            ExecutorCompletionService<Boolean> ended = new ExecutorCompletionService<>(workers);
            for (int worker = 0; worker < WORKERS; worker++) {
                ended.submit(this::loadResidents, true);
            }
            for (int worker = 0; worker < WORKERS; worker++) {
                ended.take().get();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the load of the sample city was interrupted", interrupted);
        } catch (ExecutionException failed) {
            throw new IllegalStateException("the load of the sample city failed", failed.getCause());
        }
    }

    private void loadResidents() {
        try {
            for (int number = next.getAndIncrement(); number < city.residents(); number = next.getAndIncrement()) {
                if (!resumed || !isThere(number)) {
                    record.transact(caller(), city.residentBundle(number));
                }
                show(loaded.incrementAndGet());
            }
        } finally {
            // Where one worker fails, the other need not go on.
            next.set(city.residents());
        }
    }

    private boolean isThere(int number) {
        return !record.search(caller(), "Patient", city.residentCriteria(number))
                .matches()
                .isEmpty();
    }

    private void show(int done) {
        int all = city.residents();
        if (done * STEPS_SHOWN / all > (done - 1) * STEPS_SHOWN / all) {
            LOG.info("event=sample-city-progress percent={} residents={}", done * 100 / all, done);
        }
    }

    static Caller caller() {
        return Caller.system("Client/demo", "demo", Traces.next());
    }
}
