/** The API's words as the page uses them, from the description the server gives (`npm run types`). */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Role = Schemas["Role"];
export type Officer = Schemas["OfficerOut"];
export type Account = Schemas["AccountOut"];
export type Session = Schemas["SessionOut"];
export type Purpose = Schemas["PurposeOut"];
export type CameraKind = Schemas["CameraKind"];
export type Camera = Schemas["CameraOut"];
export type Station = Schemas["StationOut"];
export type Register = Schemas["CamerasOut"];
export type StationCount = Schemas["StationCountOut"];
export type Selection = Schemas["SelectionOut"];
export type ImportReport = Schemas["ImportReport"];
export type Said = Schemas["Said"];
export type PassagePicture = Schemas["PictureOut"];
export type PlateText = Schemas["PlateOut"];
export type Passage = Schemas["PassageOut"];
export type Correction = Schemas["CorrectionOut"];
export type CorrectionKind = Schemas["CorrectionKind"];
export type CorrectionBody = Schemas["CorrectionBody"];
export type Corrections = Schemas["CorrectionsOut"];
export type EngineMisreads = Schemas["EngineMisreadsOut"];
export type Misreads = Schemas["MisreadsOut"];
export type Reading = Schemas["ReadingOut"];
export type OpenedPassage = Schemas["OpenedPassageOut"];
export type Colour = Schemas["Colour"];
export type PlateColours = Schemas["PlateColours"];
export type VehicleKind = Schemas["VehicleKind"];
export type Heading = Schemas["Heading"];
export type SearchBody = Schemas["SearchBody"];
export type Answer = Schemas["SearchOut"];
/** A passage and how it fits the plate asked. */
export type Found = Schemas["FoundOut"];
export type Differs = Schemas["DiffersOut"];
export type LookAlikes = Schemas["LookAlikesOut"];
export type SeveralBody = Schemas["SeveralBody"];
export type SeveralAnswer = Schemas["SeveralOut"];
export type SeenPlate = Schemas["SeenPlateOut"];
export type Leg = Schemas["LegOut"];
export type LegStatus = Schemas["LegStatus"];
export type TrailAnswer = Schemas["TrailOut"];
export type AuditRow = Schemas["AuditRowOut"];
export type MapLayer = Schemas["LayerOut"];
export type Incident = Schemas["IncidentOut"];
export type SeenBy = Schemas["SeenByOut"];
/** One kind of question, as the catalogue has it. */
export type AnalysisKind = Schemas["AnalysisOut"];
export type Pursuit = Schemas["PursuitOut"];
export type WatchHealth = Schemas["WatchHealthOut"];
export type Finding = Schemas["FindingOut"];
export type Coverage = Schemas["CoverageOut"];
export type AnalysisAnswer = Schemas["ReportOut"];
export type SavedAnswer = Schemas["ReportAgainOut"];
export type SaveBody = Schemas["SaveBody"];
export type SavedQuestion = Schemas["SavedOut"];
/** Searches of old footage. */
export type HistoryWanted = Omit<Schemas["WantedBody"], "priority"> & { readonly priority?: number };
export type HistoryEstimate = Schemas["EstimateOut"];
export type HistoryCameraEstimate = Schemas["CameraEstimateOut"];
export type HistoryJob = Schemas["JobOut"];
export type HistoryDetail = Schemas["JobDetailOut"];
export type HistoryCamera = Schemas["CameraProgressOut"];
export type HistoryClock = Schemas["SourceClockOut"];
export type HistoryMissing = Schemas["MissingOut"];
/** Footage on its way to passages. */
export type ImportedFile = Schemas["FootageOut"];
export type FootageCameras = Schemas["FootageCamerasOut"];
export type FootageCamera = Schemas["FootageCameraOut"];
/** How the recorder is: each stream, the most urgent first. */
export type FootageHealth = Schemas["FootageHealthOut"];
export type StreamHealth = Schemas["StreamHealthOut"];
export type FootageTimeline = Schemas["FootageTimelineOut"];
export type FootageDays = Schemas["FootageDaysOut"];
export type FootageViewBody = Schemas["FootageViewBody"];
export type FootageView = Schemas["FootageViewOut"];
/** One camera's footage of a view: its playlist, and which moment stands where in it. */
export type FootageShelf = Schemas["FootageShelfOut"];
/** A stream of a camera, as it is set; its password is never given back. */
export type CameraStream = Schemas["StreamOut"];
export type StreamRole = Schemas["StreamRole"];
export type StreamBody = Schemas["StreamBody"];
export type TryBody = Schemas["TryBody"];
export type OpenedStream = Schemas["OpenedOut"];
export type RetentionClass = Schemas["RetentionClass"];
export type Transport = Schemas["Transport"];
export type AddCameraBody = Schemas["AddCameraBody"];
export type CameraSearch = Schemas["CameraSearchOut"];
export type FoundDevice = Schemas["FoundDeviceOut"];
export type DeviceBody = Schemas["DeviceBody"];
export type DeviceLook = Schemas["LookOut"];
export type DeviceLens = Schemas["LensOut"];
export type DeviceProfile = Schemas["ProfileOut"];
/** One's own devices that are pushed to, and what a browser needs to become one. */
export type Push = Schemas["PushOut"];
export type PushDevice = Schemas["PushDeviceOut"];
export type PushDeviceBody = Schemas["PushDeviceBody"];
/** Alerts: a line of the list, one opened, one step of it. */
export type AlertLine = Schemas["AlertOut"];
export type OpenedAlert = Schemas["OpenedAlertOut"];
export type AlertStep = Schemas["AlertStepOut"];
export type OpenAlerts = Schemas["AlertsOut"];
export type PastAlerts = Schemas["PastAlertsOut"];
export type AlertRejection = NonNullable<AlertLine["rejection"]>;
export type AlertOutcome = NonNullable<AlertLine["outcome"]>;
export type AlertFigures = Schemas["AlertFiguresOut"];
export type AlertJudged = Schemas["AlertJudgedOut"];
export type AlertShare = Schemas["AlertShareOut"];
export type DrillBody = Schemas["AlertDrillBody"];
/** Restricted areas: as listed, opened with their cameras, and asked for. */
export type ZoneFacts = Schemas["ZoneOut"];
export type Zone = Schemas["OpenZoneOut"];
export type ZoneBody = Schemas["ZoneBody"];
export type NewZoneBody = Schemas["NewZoneBody"];
export type ChangedZoneBody = Schemas["ChangedZoneBody"];
export type Lookout = Schemas["LookoutOut"];
export type LookoutSide = Schemas["Side"];
export type LookoutsBody = Schemas["ZonePlaceBody"];
export type VehicleGroup = Schemas["VehicleGroup"];
export type AllowedAs = Schemas["AllowedAs"];
export type AllowedPlates = Schemas["AllowedListOut"];
export type AllowBody = Schemas["AllowBody"];
export type ImportedAllowed = Schemas["ImportedAllowedOut"];
export type Visits = Schemas["VisitsOut"];
export type ZoneCounts = Schemas["ZoneCountsOut"];
export type ZonePreviewBody = Schemas["ZonePreviewBody"];
export type ZonePreview = Schemas["ZonePreviewOut"];
/** Watch lists: entries, what a pattern accepts, files taken in, where they come from. */
export type WatchList = Schemas["ListOut"];
export type ListBody = Schemas["ListBody"];
export type WatchCategory = Schemas["Category"];
export type Exactness = Schemas["Exactness"];
export type WatchEntry = Schemas["EntryOut"];
export type WatchEntryState = Schemas["EntryState"];
export type WatchEntries = Schemas["EntriesOut"];
export type NewEntryBody = Schemas["AddEntryBody"];
export type PatternPreview = Schemas["PreviewOut"];
export type ListFile = Schemas["ImportOut"];
export type ListFileReport = Schemas["ReportOfFile"];
export type ListSource = Schemas["ListSourceOut"];
/** Warning lamps: as set up and shown, as they are to be, and their kinds. */
export type Lamp = Schemas["LampOut"];
export type LampBody = Schemas["LampBody"];
export type LampKind = Schemas["LampKindOut"];
export type LampTrial = Schemas["LampTrialBody"]["show"];
/** Who is told of alerts, by what, and whether it got there. */
export type Duty = Schemas["DutyOut"];
export type DutyGroup = Schemas["DutyGroupOut"];
export type DutyGroupBody = Schemas["DutyGroupBody"];
export type DutyPerson = Schemas["PersonOut"];
export type DutyContact = Schemas["ContactBody"];
export type DutyWeek = Schemas["DutyWeekOut"];
export type Shift = Schemas["ShiftBody"];
export type Substitution = Schemas["SubstitutionBody"];
export type Turn = Schemas["TurnOut"];
export type Roster = Schemas["RosterOut"];
export type WhoIsTold = Schemas["WhoIsToldOut"];
export type Channel = Schemas["ChannelOut"];
export type ChannelBody = Schemas["ChannelBody"];
export type Channels = Schemas["ChannelsOut"];
export type ChannelKind = Schemas["ChannelKindOut"];
export type ChannelKinds = Schemas["ChannelKindsOut"];
export type Delivery = Schemas["DeliveryOut"];
export type DeliveryState = Schemas["DeliveryState"];
export type Deliveries = Schemas["DeliveriesOut"];
export type OpenedDelivery = Schemas["OpenedDeliveryOut"];
