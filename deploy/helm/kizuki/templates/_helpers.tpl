{{- define "kizuki.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name }}{{ else }}{{ .Release.Name }}-{{ .Chart.Name }}{{ end -}}
{{- end }}
{{- define "kizuki.selector" -}}
app.kubernetes.io/name: kizuki
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
{{- define "kizuki.labels" -}}
{{ include "kizuki.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}
