import { createApp } from 'vue'
import RewriteProgress from './RewriteProgress.vue'

createApp(RewriteProgress).mount('#app')
