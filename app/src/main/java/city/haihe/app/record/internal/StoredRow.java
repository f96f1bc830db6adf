package city.haihe.app.record.internal;

import city.haihe.app.record.StoredResource;
import java.util.List;

/** A version as it was read, with the Patients whose compartments it is in. */
record StoredRow(StoredResource resource, List<String> patients) {}
